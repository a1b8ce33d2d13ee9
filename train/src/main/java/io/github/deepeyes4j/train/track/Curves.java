package io.github.deepeyes4j.train.track;

import io.github.deepeyes4j.core.metrics.MetricRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The curves that tell how a run went.
public final class Curves {
  private static final int MOST_POINTS = 200;

  /// Figures that are drawn together.
  ///
  /// @param name of a figure; its group is the name of its line
  private record Kind(String title, Pattern name) {
    Kind(String title, String name) {
      this(title, Pattern.compile(name));
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("Reward", "critic/score/(mean)"),
          new Kind("Accuracy", "critic/acc/(.+)"),
          new Kind("Validation accuracy", "val-(?:core|aux)/(?:(.+)/)?acc/mean@1"),
          new Kind("Tool calls an episode", "agent/tool_call_(mean)"),
          new Kind("Response length in tokens", "response_length/(mean)"),
          new Kind("Entropy", "actor/(entropy)"),
          new Kind("Loss", "train/loss/(.+)"),
          new Kind("Accuracy", "train/acc/(.+)"),
          new Kind("Seconds of a step", "timing_s/(.+)"));

  private Curves() {}

  /// Curves in one frame.
  ///
  /// @param lines by step; none is empty
  public record Panel(String title, List<Line> lines) {}

  /// One figure. A long run's has fewer points than steps, each the mean of neighbours.
  public record Line(String name, List<Double> steps, List<Double> values) {}

  /// The panels of a run of either kind of training; those without figures are left out.
  public static List<Panel> of(List<MetricRow> rows) {
    return KINDS.stream()
        .map(kind -> new Panel(kind.title(), lines(kind, rows)))
        .filter(panel -> !panel.lines().isEmpty())
        .toList();
  }

  private static List<Line> lines(Kind kind, List<MetricRow> rows) {
    Map<String, Map<Integer, Double>> lines = new TreeMap<>();
    for (MetricRow row : rows) {
      row.metrics()
          .forEach((figure, value) -> {
            Matcher match = kind.name().matcher(figure);
            if (match.matches()) {
              String line = match.group(1) == null ? "mean" : match.group(1);
              lines.computeIfAbsent(line, _ -> new TreeMap<>()).put(row.step(), value);
            }
          });
    }
    return lines.entrySet().stream().map(e -> line(e.getKey(), e.getValue())).toList();
  }

  private static Line line(String name, Map<Integer, Double> points) {
    List<Integer> steps = List.copyOf(points.keySet());
    List<Double> values = List.copyOf(points.values());
    int neighbours = (steps.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Double> meanSteps = new ArrayList<>();
    List<Double> meanValues = new ArrayList<>();
    for (int from = 0; from < steps.size(); from += neighbours) {
      int to = Math.min(from + neighbours, steps.size());
      meanSteps.add(mean(steps.subList(from, to)));
      meanValues.add(mean(values.subList(from, to)));
    }
    return new Line(name, meanSteps, meanValues);
  }

  private static double mean(List<? extends Number> numbers) {
    return numbers.stream().mapToDouble(Number::doubleValue).average().orElseThrow();
  }
}
