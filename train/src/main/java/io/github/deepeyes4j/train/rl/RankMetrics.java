package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.train.parallel.ProcessGroup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/// One step's figures of all processes from those of each.
///
/// Every process has as many episodes as another, so a mean over all of them is the mean of their
/// means. Where a mean leaves some out, those without a score, it is so only nearly.
final class RankMetrics {
  private RankMetrics() {}

  /// The figures of all processes.
  static Map<String, Double> merge(Map<String, Double> here, ProcessGroup group) {
    if (group.size() == 1) {
      return here;
    }
    Map<String, List<Double>> byName = new LinkedHashMap<>();
    for (byte[] lines : group.gather(write(here))) {
      new String(lines, StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", 2))
          .forEach(parts ->
              byName
                  .computeIfAbsent(parts[1], _ -> new ArrayList<>())
                  .add(Double.valueOf(parts[0])));
    }
    Map<String, Double> merged = new LinkedHashMap<>();
    byName.forEach((name, values) -> merged.put(name, merge(name, values, group.size())));
    return merged;
  }

  private static byte[] write(Map<String, Double> figures) {
    StringBuilder lines = new StringBuilder();
    figures.forEach((name, value) -> lines.append(value).append('\t').append(name).append('\n'));
    return lines.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// @param values of the processes that have the figure
  private static double merge(String name, List<Double> values, int processes) {
    DoubleStream numbers = values.stream().mapToDouble(Double::doubleValue);
    return switch (Kind.of(name)) {
      case LARGEST -> numbers.max().orElseThrow();
      case SMALLEST -> numbers.min().orElseThrow();
      case SUM -> numbers.sum();
      case MEAN_WITH_ZEROS -> numbers.sum() / processes;
      case MEAN -> numbers.filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    };
  }

  /// How a figure of all is made of those of each.
  private enum Kind {
    LARGEST,
    SMALLEST,
    SUM,
    /// A process that does not have it has none of it.
    MEAN_WITH_ZEROS,
    MEAN;

    static Kind of(String name) {
      if (name.endsWith("max")
          || name.startsWith("timing_s/")
          || name.equals("perf/time_per_step")) {
        return LARGEST;
      }
      if (name.endsWith("min")) {
        return SMALLEST;
      }
      if (name.contains("unscored/")
          || name.equals("perf/total_num_tokens")
          || name.equals("perf/throughput")) {
        return SUM;
      }
      return name.matches("agent/(action|tool_status|stop)/.*") ? MEAN_WITH_ZEROS : MEAN;
    }
  }
}
