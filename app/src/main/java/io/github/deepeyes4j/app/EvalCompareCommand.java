package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.eval.result.ResultRow;
import io.github.deepeyes4j.eval.result.ScoreComparison;
import io.github.deepeyes4j.eval.run.RunDirectory;
import io.github.deepeyes4j.eval.run.RunProtocol;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `deepeyes eval compare`: two runs of one benchmark, episode by episode.
@Command(
    name = "compare",
    description = "Compares two runs of one benchmark: the second minus the first, paired.")
final class EvalCompareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "A", description = "A run's directory (OUT/BENCHMARK).")
  private Path first = Path.of(".");

  @Parameters(index = "1", paramLabel = "B", description = "Another run's directory.")
  private Path second = Path.of(".");

  @Option(names = "--json", description = "Print one JSON object instead of a table.")
  private boolean json;

  @Override
  public Integer call() {
    RunProtocol one = RunDirectory.protocol(first);
    RunProtocol other = RunDirectory.protocol(second);
    requireSame(one, other, "benchmark");
    requireSame(one, other, "file");
    ScoreComparison comparison =
        ScoreComparison.of(one.aggregation(), one.groups(), rows(first), rows(second));
    String benchmark = String.valueOf(one.values().get("benchmark"));
    List<String> differences = one.differences(other);
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("benchmark", benchmark);
      report.put("first", one.digest());
      report.put("second", other.digest());
      report.put("protocols_differ_in", differences);
      report.put("comparison", comparison);
      System.out.println(JsonMapper.shared().writeValueAsString(report));
    } else {
      System.out.print(table(benchmark, one, other, comparison));
    }
    return 0;
  }

  private static List<ResultRow> rows(Path run) {
    return List.copyOf(RunDirectory.rows(run));
  }

  private void requireSame(RunProtocol one, RunProtocol other, String name) {
    if (!Objects.equals(one.values().get(name), other.values().get(name))) {
      throw new BadInputException(
          "%s and %s cannot be compared: their '%s' differs (%s, %s)"
              .formatted(first, second, name, one.values().get(name), other.values().get(name)));
    }
  }

  private static String table(
      String name, RunProtocol one, RunProtocol other, ScoreComparison comparison) {
    StringBuilder table = new StringBuilder();
    table.append(
        "%s: protocol %s minus %s, n %d%n"
            .formatted(name, other.shortDigest(), one.shortDigest(), comparison.n()));
    one.differences(other).forEach(line -> table.append("  ").append(line).append('\n'));
    comparison.difference().forEach((number, estimate) -> table.append(line(number, estimate)));
    table.append(
        String.format(
            Locale.ROOT,
            "right in both %d, in the first alone %d, in the second alone %d, in none %d;"
                + " p %.3f; %.1f %% of answers differ%n",
            comparison.bothRight(),
            comparison.firstRight(),
            comparison.secondRight(),
            comparison.neither(),
            comparison.p(),
            100 * comparison.changed()));
    if (comparison.onlyFirst() + comparison.onlySecond() > 0) {
      table.append(
          "left out: %d of the first alone, %d of the second alone%n"
              .formatted(comparison.onlyFirst(), comparison.onlySecond()));
    }
    return table.toString();
  }

  private static String line(String name, Estimate difference) {
    double unit = name.equals(ScoreComparison.HITS) ? 1 : 100;
    return String.format(
        Locale.ROOT,
        "  %-44s %+8.1f  (95 %%: %+.1f to %+.1f)%n",
        name,
        unit * difference.value(),
        unit * difference.low(),
        unit * difference.high());
  }
}
