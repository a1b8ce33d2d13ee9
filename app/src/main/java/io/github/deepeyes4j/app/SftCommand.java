package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.train.data.ShareGptSource;
import io.github.deepeyes4j.train.nano.NanoSources;
import io.github.deepeyes4j.train.nano.NanoTools;
import io.github.deepeyes4j.train.nano.VisionLabels;
import io.github.deepeyes4j.train.sft.SampleSource;
import io.github.deepeyes4j.train.sft.SftConfig;
import io.github.deepeyes4j.train.sft.SftTrainer;
import io.github.deepeyes4j.train.sft.TrainingLog;
import io.github.deepeyes4j.world.assets.Assets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `deepeyes sft`: supervised training by a configuration.
@Command(
    name = "sft",
    description = {
      "Trains a model by a configuration file (see configs/).",
      "Resumes from the run's last checkpoint. Ctrl-C or SIGTERM ends it after the running step and saves."
    })
final class SftCommand implements Callable<Integer> {
  /// Steps a line of the log.
  private static final int WINDOW = 20;

  @Parameters(paramLabel = "CONFIG", description = "A YAML file.")
  private Path config = Path.of(".");

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a value of the file, such as --set learning-rate.peak=1e-3.")
  private List<String> overrides = List.of();

  private final ToolOptions tools = new ToolOptions();

  @Override
  public Integer call() throws Exception {
    Threads.use(1);
    SftConfig run = Configs.load(config, SftConfig.class, overrides);
    Map<String, SampleSource> sources = files(run);
    try (Opened opened = new Opened()) {
      boolean nano = !sources.keySet().containsAll(run.mix().keySet());
      if (nano) {
        sources.putAll(nano(run, opened));
      }
      Interruption interruption = Interruption.install();
      try {
        new SftTrainer(run, sources, nano ? VisionLabels.HEADS : List.of())
            .run(new TrainingLog(System.out, WINDOW), interruption::requested);
      } finally {
        interruption.finished();
      }
    }
    return 0;
  }

  /// The files of conversations that the configuration names.
  private static Map<String, SampleSource> files(SftConfig run) {
    Path model = Path.of(run.from());
    Map<String, SampleSource> sources = new HashMap<>();
    if (!run.data().isEmpty()) {
      ChatEncoder encoder =
          new ChatEncoder(
              Tokenizer.load(model.resolve("tokenizer.json")),
              ImageProcessor.load(model.resolve("preprocessor_config.json")));
      run.data()
          .forEach((name, data) ->
              sources.put(
                  name,
                  ShareGptSource.open(
                      data,
                      encoder,
                      Path.of(run.out(), "data", name),
                      run.seed(),
                      System.err::println)));
    }
    return sources;
  }

  private Map<String, SampleSource> nano(SftConfig run, Opened opened) {
    Assets assets = WorldTools.inventive(run.seed());
    CodeRunner codeRunner = opened.add(tools.codeRunner());
    SearchClient search = opened.add(WorldTools.search(assets));
    return NanoSources.open(
        Path.of(run.from()), assets, new NanoTools(codeRunner, search), run.seed());
  }
}
