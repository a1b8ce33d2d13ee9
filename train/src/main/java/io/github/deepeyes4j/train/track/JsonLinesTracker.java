package io.github.deepeyes4j.train.track;

import io.github.deepeyes4j.core.metrics.MetricRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes `metrics.jsonl`: a line a step, the figures under their names.
final class JsonLinesTracker implements Tracker {
  private final StepLines lines;

  private JsonLinesTracker(StepLines lines) {
    this.lines = lines;
  }

  /// Opens the file of a run that has done some steps.
  static JsonLinesTracker open(Path run, int done) throws IOException {
    return new JsonLinesTracker(StepLines.open(run.resolve(MetricRow.FILE), done));
  }

  @Override
  public void log(int step, Map<String, Double> metrics) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.putAll(metrics);
    lines.add(line);
  }

  @Override
  public void close() {
    // Every line is written at once.
  }
}
