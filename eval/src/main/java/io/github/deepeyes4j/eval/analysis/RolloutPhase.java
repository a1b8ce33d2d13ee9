package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;
import tools.jackson.databind.json.JsonMapper;

/// What rollouts of one source of data did over some steps of a training.
///
/// @param source of the questions, such as `search`
/// @param fromStep the first step
/// @param toStep the last one
/// @param n scored rollouts
/// @param toolRate share of them with at least one call
/// @param calls of a rollout
/// @param tokens that the model wrote in a rollout
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record RolloutPhase(
    String source,
    int fromStep,
    int toStep,
    int n,
    double accuracy,
    double toolRate,
    Spread calls,
    Spread tokens) {
  /// How many steps are looked at together at either end of a run.
  private static final int STEPS = 5;

  /// What is kept of a line.
  private record Row(int step, String source, double accuracy, double calls, double tokens) {}

  /// The first steps and the last ones of each source; none when the run has no rollout file, or
  /// too few steps for the two to lie apart.
  static List<RolloutPhase> read(Path run) throws IOException {
    Path file = run.resolve("rollouts").resolve("rollout_data_rank0.jsonl");
    if (!Files.exists(file)) {
      return List.of();
    }
    List<Row> rows = rows(file);
    int last = rows.stream().mapToInt(Row::step).max().orElse(0);
    if (last < 2 * STEPS) {
      return List.of();
    }
    List<RolloutPhase> phases = new ArrayList<>();
    for (String source : new TreeSet<>(rows.stream().map(Row::source).toList())) {
      Stream.of(phase(rows, source, 1, STEPS), phase(rows, source, last - STEPS + 1, last))
          .flatMap(phase -> Stream.ofNullable(phase))
          .forEach(phases::add);
    }
    return phases;
  }

  private static @Nullable RolloutPhase phase(List<Row> all, String source, int from, int to) {
    List<Row> rows =
        all.stream()
            .filter(r -> r.source.equals(source) && r.step >= from && r.step <= to)
            .toList();
    if (rows.isEmpty()) {
      return null;
    }
    return new RolloutPhase(
        source,
        from,
        to,
        rows.size(),
        rows.stream().mapToDouble(Row::accuracy).average().orElseThrow(),
        rows.stream().mapToDouble(r -> r.calls > 0 ? 1 : 0).average().orElseThrow(),
        Spread.of(rows.stream().mapToDouble(Row::calls).toArray()),
        Spread.of(rows.stream().mapToDouble(Row::tokens).toArray()));
  }

  private static List<Row> rows(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      String line;
      while ((line = lines.readLine()) != null) {
        rows.add(row(line, file + ":" + (rows.size() + 1)));
      }
    }
    return rows;
  }

  private static Row row(String line, String name) {
    try {
      JsonNode node = JsonMapper.shared().readTree(line);
      return new Row(
          node.required("step").asInt(),
          node.required("data_source").asString(),
          node.required("acc").asDouble(),
          node.required("tool_calls").asDouble(),
          node.required("response_tokens").size());
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not a rollout: %s".formatted(name, e.getOriginalMessage()), e);
    }
  }
}
