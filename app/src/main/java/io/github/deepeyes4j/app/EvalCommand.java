package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.eval.WorldEvaluation;
import io.github.deepeyes4j.eval.WorldEvaluation.Scored;
import io.github.deepeyes4j.eval.WorldReport;
import io.github.deepeyes4j.eval.run.EvalConfig;
import io.github.deepeyes4j.search.leak.Blocklist;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import io.github.deepeyes4j.world.task.TaskGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `deepeyes eval`: how good a model is.
@Command(
    name = "eval",
    description = {
      "Measures a model through the real loop, sandbox and search running: on benchmarks by a"
          + " configuration file (see configs/eval), or on generated nano tasks (--world).",
      "A run that was killed or stopped goes on when the same command is given again."
    },
    subcommands = EvalCompareCommand.class,
    synopsisSubcommandLabel = "[compare]")
final class EvalCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONFIG", arity = "0..1", description = "A YAML file.")
  private @Nullable Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a value of the file, such as --set items=100.")
  private List<String> overrides = List.of();

  @Option(
      names = "--tools",
      paramLabel = "NAMES",
      description = "Overrides the file's tools: code, search, image_search, or none.")
  private @Nullable String toolNames;

  @Option(
      names = "--again-unscored",
      description = "Run those episodes of the file's benchmarks again that could not be scored.")
  private boolean againUnscored;

  @Option(
      names = "--trained-on",
      paramLabel = "FILE",
      description =
          "Training data in which to look for the questions of the file's benchmarks: ShareGPT JSON,"
              + " or Parquet in verl's columns; may be given several times.")
  private List<Path> trainedOn = List.of();

  @Option(
      names = "--no-report",
      description =
          "Write no report.html with its pages, of which there is one an episode; analyze writes it"
              + " later.")
  private boolean noReport;

  @Option(
      names = "--oracle",
      description =
          "Let RealX-Mini's oracle answer, which knows where to look and not what is there, instead"
              + " of a model.")
  private boolean oracle;

  @Option(names = "--world", description = "Evaluate on generated nano tasks.")
  private boolean world;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "train, dev or test. Default: ${DEFAULT-VALUE}.")
  private String split = "test";

  @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--count",
      defaultValue = "200",
      description = "How many tasks; the classes take turns. Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--assets",
      paramLabel = "DIR",
      description = "Pictures, facts, corpus and fonts to make tasks of. Default: those shipped.")
  private @Nullable Path assetsDirectory;

  @Option(
      names = "--concurrent",
      defaultValue = "32",
      description = "Episodes at a time. Default: ${DEFAULT-VALUE}.")
  private int concurrent;

  @Option(
      names = "--max-tokens",
      defaultValue = "1024",
      description = "New tokens of a turn at most. Default: ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Keep the trajectories of --world, their pictures and a report there.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Mixin private ModelOption model = new ModelOption();
  @Mixin private ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws Exception {
    if (world == (config != null)) {
      throw new BadInputException(
          "say what to evaluate on: either a configuration file or --world");
    }
    if (world
        && (!overrides.isEmpty()
            || !trainedOn.isEmpty()
            || toolNames != null
            || againUnscored
            || oracle)) {
      throw new BadInputException(
          "--set, --tools, --again-unscored, --trained-on and --oracle go with a configuration file,"
              + " not with --world");
    }
    if (config != null) {
      EvalConfig read = configuration(config);
      EvaluatedModel evaluated =
          oracle ? EvaluatedModel.oracle(read, model) : EvaluatedModel.chosen(read, model);
      new BenchmarkEvaluation(
              read,
              evaluated,
              tools,
              new BenchmarkEvaluation.Options(trainedOn, againUnscored, !noReport, json))
          .run();
      return 0;
    }
    if (count < 1 || concurrent < 1) {
      throw new BadInputException(
          "--count %d and --concurrent %d must be at least 1".formatted(count, concurrent));
    }
    Split part = Split.named(split);
    Assets assets = Assets.load(assetsDirectory == null ? Home.assets() : assetsDirectory);
    TaskGenerator tasks = new TaskGenerator(assets, part, model.view());
    try (ChatModel chatModel = model.start(concurrent);
        CodeRunner codeRunner = tools.codeRunner();
        SearchSetup search = tools.search(assets.directory()).guarded(Blocklist.standard())) {
      WorldEvaluation evaluation =
          new WorldEvaluation(chatModel, codeRunner, search.tools(), model.modes(), maxTokens);
      WorldReport report =
          evaluation.run(
              tasks,
              new WorldEvaluation.Plan(part.label(), seed, count, concurrent),
              progress().andThen(keep()));
      System.out.println(json ? json(report, search) : report.table() + lines(search));
    }
    if (out != null) {
      show(out);
    }
    return 0;
  }

  private EvalConfig configuration(Path file) {
    List<String> all = new ArrayList<>(overrides);
    if (toolNames != null) {
      all.add("tools=[%s]".formatted(toolNames.equals("none") ? "" : toolNames));
    }
    return Configs.load(file, EvalConfig.class, all);
  }

  private void show(Path run) throws IOException {
    try (TokenNames tokens = model.tokenNames()) {
      ReportPage.write("nano tasks", run, tokens);
    }
  }

  private static String json(WorldReport report, SearchSetup search) {
    ObjectNode node = JsonMapper.shared().valueToTree(report);
    node.set("search", JsonMapper.shared().valueToTree(search.report()));
    return node.toString();
  }

  /// What was searched, and what was kept from the model.
  private static String lines(SearchSetup search) {
    StringBuilder lines = new StringBuilder();
    search
        .report()
        .forEach((name, value) ->
            lines.append(
                "%nsearch %s: %s"
                    .formatted(name, value instanceof List<?> rows ? rows.size() : value)));
    return lines.toString();
  }

  private Consumer<Scored> progress() {
    ProgressLine line = new ProgressLine("tasks", count);
    AtomicInteger done = new AtomicInteger();
    return _ -> line.update(done.incrementAndGet());
  }

  private Consumer<Scored> keep() throws IOException {
    if (out == null) {
      return _ -> {};
    }
    TrajectoryStore store = TrajectoryStore.open(out);
    return episode -> {
      try {
        store.add(episode.trajectory(), episode.reward());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }
}
