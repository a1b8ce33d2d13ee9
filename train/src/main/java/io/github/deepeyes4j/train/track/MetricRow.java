package io.github.deepeyes4j.train.track;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A line of `metrics.jsonl`. A step may have two: its own, and that of a validation after it.
///
/// @param metrics figures by name, those that are numbers
public record MetricRow(int step, Map<String, Double> metrics) {
  /// Reads a run's rows, in the order in which they were written.
  public static List<MetricRow> read(Path run) throws IOException {
    Path file = run.resolve(JsonLinesTracker.FILE);
    if (!Files.exists(file)) {
      return List.of();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.map(line -> of(JsonMapper.shared().readTree(line))).toList();
    }
  }

  private static MetricRow of(JsonNode line) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    line.forEachEntry((name, value) -> {
      if (value.isNumber() && !name.equals("step")) {
        metrics.put(name, value.asDouble());
      }
    });
    return new MetricRow(line.get("step").asInt(), metrics);
  }
}
