package io.github.deepeyes4j.eval.result;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// What a run took.
///
/// @param wallSeconds from the start of each process that worked on it to its last episode, added
///   up
/// @param tokens that the model wrote; 0 when it does not tell
/// @param tokensPerSecond over the wall clock
/// @param promptTokens a sample, at its longest
/// @param pictures a sample
/// @param turns a sample
/// @param toolCalls a sample
/// @param toolRate share of samples with a tool call
/// @param toolErrorRate share of tool calls that did not end well
/// @param episodeSeconds median and 90th percentile of an episode
/// @param turnSeconds the model's seconds a turn
/// @param toolSeconds seconds a call by kind
/// @param seconds where a sample's seconds went: the model's turns, waiting for it included; each
///   kind of tool; scoring
public record CostSummary(
    @JsonProperty("wall_seconds") double wallSeconds,
    long tokens,
    @JsonProperty("tokens_per_second") double tokensPerSecond,
    @JsonProperty("prompt_tokens") double promptTokens,
    double pictures,
    double turns,
    @JsonProperty("tool_calls") double toolCalls,
    @JsonProperty("tool_rate") double toolRate,
    @JsonProperty("tool_error_rate") double toolErrorRate,
    @JsonProperty("episode_seconds") double[] episodeSeconds,
    @JsonProperty("turn_seconds") double turnSeconds,
    @JsonProperty("tool_seconds") Map<String, Double> toolSeconds,
    SequencedMap<String, Double> seconds) {
  static CostSummary of(List<ResultRow> rows) {
    double wall =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.cost().session(),
                    Collectors.mapping(
                        row -> row.cost().finished(), Collectors.maxBy(Long::compare))))
            .entrySet()
            .stream()
            .mapToDouble(
                session -> (session.getValue().orElse(session.getKey()) - session.getKey()) / 1e3)
            .sum();
    long tokens = rows.stream().mapToLong(row -> row.cost().tokens()).sum();
    double calls = mean(rows, row -> row.cost().toolCalls());
    double[] seconds = rows.stream().mapToDouble(row -> row.cost().seconds()).sorted().toArray();
    double turns = mean(rows, row -> row.cost().turns());
    return new CostSummary(
        wall,
        tokens,
        wall > 0 ? tokens / wall : 0,
        mean(rows, row -> row.cost().promptTokens()),
        mean(rows, row -> row.cost().pictures()),
        turns,
        calls,
        mean(rows, row -> row.cost().toolCalls() > 0 ? 1 : 0),
        calls > 0 ? mean(rows, row -> row.cost().toolErrors()) / calls : 0,
        new double[] {quantile(seconds, 0.5), quantile(seconds, 0.9)},
        turns > 0 ? mean(rows, row -> row.cost().modelSeconds()) / turns : 0,
        toolSeconds(rows),
        seconds(rows));
  }

  private static SequencedMap<String, Double> seconds(List<ResultRow> rows) {
    SequencedMap<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("model", mean(rows, row -> row.cost().modelSeconds()));
    rows.stream()
        .flatMap(row -> row.cost().toolSeconds().keySet().stream())
        .distinct()
        .sorted()
        .forEach(kind ->
            seconds.put(kind, mean(rows, row -> row.cost().toolSeconds().getOrDefault(kind, 0.0))));
    seconds.put("scoring", mean(rows, row -> row.cost().scoreSeconds()));
    return seconds;
  }

  private static double mean(List<ResultRow> rows, ToDoubleFunction<ResultRow> value) {
    return rows.stream().mapToDouble(value).average().orElse(0);
  }

  private static double quantile(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))];
  }

  private static Map<String, Double> toolSeconds(List<ResultRow> rows) {
    Map<String, Double> seconds = new TreeMap<>();
    Map<String, Integer> calls = new TreeMap<>();
    for (ResultRow row : rows) {
      row.cost().toolSeconds().forEach((kind, value) -> seconds.merge(kind, value, Double::sum));
      row.cost().tools().forEach((kind, value) -> calls.merge(kind, value, Integer::sum));
    }
    seconds.replaceAll((kind, value) -> value / Math.max(1, calls.getOrDefault(kind, 1)));
    return seconds;
  }
}
