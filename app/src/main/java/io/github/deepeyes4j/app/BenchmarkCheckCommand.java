package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.sandbox.LocalSandbox;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.search.image.CachedImageIndex;
import io.github.deepeyes4j.search.image.ImageCatalog;
import io.github.deepeyes4j.search.text.CachedIndex;
import io.github.deepeyes4j.search.text.Encoding;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.RealxMini;
import io.github.deepeyes4j.world.realx.Tool;
import io.github.deepeyes4j.world.realx.oracle.OracleCheck;
import io.github.deepeyes4j.world.realx.oracle.OracleCheck.Outcome;
import io.github.deepeyes4j.world.realx.scene.TextReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes benchmark check`: whether a built benchmark can be solved, and takes what it says.
@Command(
    name = "check",
    description = {
      "Lets an oracle that knows where to look answer every question with the real sandbox and local"
          + " search: with all tools, and with each of them switched off.",
      "Exit status 1 when it misses more than one question in a hundred with all tools, or its"
          + " answers without a tool are not those that need no such tool."
    })
final class BenchmarkCheckCommand implements Callable<Integer> {
  /// Of a hundred questions, how many the oracle may miss or guess.
  private static final int TOLERATED = 1;

  @Parameters(paramLabel = "NAME", description = "realx-mini.")
  private String name = "";

  @Option(
      names = "--in",
      required = true,
      paramLabel = "DIR",
      description = "What `benchmark build` made.")
  private Path in = Path.of(".");

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Check only N questions, evenly chosen. Default: all.")
  private @Nullable Integer count;

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    BenchmarkBuildCommand.requireKnown(name);
    RealxMini benchmark = RealxMini.load(in);
    List<Item> items = chosen(benchmark.items());
    TextReader reader = new TextReader(Assets.load(Home.assets()).fonts());
    try (CodeRunner codeRunner = LocalSandbox.open(PythonEnvironment.openDefault());
        SearchTools search = search(benchmark)) {
      ProgressLine progress =
          new ProgressLine("episodes", items.size() * (1 + Tool.values().length));
      List<Outcome> outcomes =
          new OracleCheck(benchmark, reader, codeRunner, search).run(items, progress::update);
      System.out.println(json ? JsonMapper.shared().writeValueAsString(outcomes) : table(outcomes));
      return outcomes.stream().allMatch(BenchmarkCheckCommand::isSound) ? 0 : 1;
    }
  }

  private List<Item> chosen(List<Item> items) {
    if (count == null) {
      return items;
    }
    int wanted = count;
    if (wanted < 1 || wanted > items.size()) {
      throw new BadInputException(
          "--count %d must be between 1 and %d".formatted(wanted, items.size()));
    }
    return IntStream.range(0, wanted)
        .mapToObj(i -> items.get((int) ((long) i * items.size() / wanted)))
        .toList();
  }

  /// Search over the benchmark's own documents and pictures.
  static SearchTools search(RealxMini benchmark) {
    ImageCatalog catalog = ImageCatalog.read(benchmark.pictures());
    ProgressLine progress = new ProgressLine("pictures", catalog.entries().size());
    return new SearchTools(
        CachedIndex.open(benchmark.corpus(), Encoding.MINILM, SearchIndexCommand::progress),
        CachedImageIndex.open(catalog, progress::update));
  }

  private static boolean isSound(Outcome outcome) {
    return 100L * outcome.surprises().size() <= (long) TOLERATED * outcome.items();
  }

  private static String table(List<Outcome> outcomes) {
    StringBuilder table =
        new StringBuilder(
            "%-14s %6s %9s %6s %10s".formatted("off", "items", "need not", "right", "surprises"));
    for (Outcome outcome : outcomes) {
      table.append(
          "%n%-14s %6d %9d %6d %10d"
              .formatted(
                  outcome.off(),
                  outcome.items(),
                  outcome.expected(),
                  outcome.right(),
                  outcome.surprises().size()));
    }
    for (Outcome outcome : outcomes) {
      outcome
          .surprises()
          .forEach(surprise -> table.append("%n%s off: %s".formatted(outcome.off(), surprise)));
    }
    return table.toString();
  }
}
