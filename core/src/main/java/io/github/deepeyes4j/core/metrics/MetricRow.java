package io.github.deepeyes4j.core.metrics;

import io.github.deepeyes4j.core.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A line of `metrics.jsonl`. A step may have two: its own, and that of a validation after it.
///
/// @param metrics figures by name, those that are numbers
public record MetricRow(int step, Map<String, Double> metrics) {
  /// The file of a training run that holds its rows.
  public static final String FILE = "metrics.jsonl";

  /// Reads a run's rows, in the order in which they were written; none when it has no such file. A
  /// [BadInputException] names the line that is no row.
  public static List<MetricRow> read(Path run) throws IOException {
    Path file = run.resolve(FILE);
    List<MetricRow> rows = new ArrayList<>();
    if (!Files.exists(file)) {
      return rows;
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line;
      while ((line = lines.readLine()) != null) {
        rows.add(parse(line, file + ":" + (rows.size() + 1)));
      }
    }
    return rows;
  }

  private static MetricRow parse(String line, String name) {
    try {
      JsonNode node = JsonMapper.shared().readTree(line);
      if (!node.path("step").isInt()) {
        throw new BadInputException(name + ": not a row of metrics: its step is missing");
      }
      return of(node);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not a row of metrics: %s".formatted(name, e.getOriginalMessage()), e);
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
