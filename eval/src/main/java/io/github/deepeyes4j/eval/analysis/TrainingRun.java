package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.metrics.MetricRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How a training went, from its `metrics.jsonl` and its rollout files.
///
/// @param steps the last step that it has figures of
/// @param curves figures of `metrics.jsonl` by name, those that this report shows
/// @param sources what its rollouts did in the first steps and in the last ones, by source of data;
///   empty for supervised training
public record TrainingRun(
    String name, int steps, Map<String, List<Point>> curves, List<RolloutPhase> sources) {
  /// Figures of the paper's plots over steps (figures 4, 8 and 10), and losses.
  private static final Pattern SHOWN =
      Pattern.compile(
          "critic/score/mean|critic/acc/mean|response_length/mean|agent/tool_call_(mean|std)"
              + "|agent/tool_rate|agent/code_class/.+|agent/action/(code|search|image_search)"
              + "|audit/.+|val-aux/acc/mean@1|train/loss/.+|train/acc/.+");

  /// A figure after a step.
  public record Point(int step, double value) {}

  /// Reads a run's directory; a [BadInputException] says why it cannot be.
  static TrainingRun read(String name, Path directory) {
    List<MetricRow> rows;
    List<RolloutPhase> sources;
    try {
      rows = MetricRow.read(directory);
      sources = RolloutPhase.read(directory);
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be read: " + e.getMessage(), e);
    }
    if (rows.isEmpty()) {
      throw new BadInputException(directory + ": its metrics.jsonl is empty");
    }
    int steps = rows.stream().mapToInt(MetricRow::step).max().orElseThrow();
    return new TrainingRun(name, steps, curves(rows), sources);
  }

  private static Map<String, List<Point>> curves(List<MetricRow> rows) {
    Map<String, List<Point>> curves = new TreeMap<>();
    for (MetricRow row : rows) {
      row.metrics()
          .forEach((figure, value) -> {
            Matcher shown = SHOWN.matcher(figure);
            if (shown.matches()) {
              curves
                  .computeIfAbsent(figure, _ -> new ArrayList<>())
                  .add(new Point(row.step(), value));
            }
          });
    }
    return new LinkedHashMap<>(curves);
  }
}
