package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.score.judge.JudgeConfig;
import io.github.deepeyes4j.eval.benchmark.AggregationKind;
import io.github.deepeyes4j.eval.benchmark.Benchmark;
import io.github.deepeyes4j.eval.benchmark.ItemSource;
import io.github.deepeyes4j.eval.result.Contamination;
import io.github.deepeyes4j.eval.result.EvalReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// All that decides a number, by name. Two numbers of one digest were made in the same way.
///
/// @param values texts by name, in order
public record RunProtocol(SequencedMap<String, String> values) {
  private static final String AGGREGATION = "aggregation";
  private static final String GROUPS = "groups";
  private static final String EPISODES = "episodes";
  private static final String REMARKS = "remarks";

  public RunProtocol {
    values = new LinkedHashMap<>(values);
  }

  /// What the command knows and the configuration does not.
  ///
  /// @param model its name
  /// @param weights a fingerprint of its files, or its address
  /// @param prompts digest of the mode's prompts
  /// @param judges who judges, with prompt digests and settings
  /// @param readers digest of the reading model's prompts
  /// @param search what is searched, by name, and the digest of a replayed recording
  public record Parts(
      String model,
      String weights,
      String prompts,
      List<String> judges,
      String readers,
      Map<String, String> search) {}

  /// The protocol of a benchmark under a configuration.
  ///
  /// @param items the benchmark's
  public static RunProtocol of(
      EvalConfig config, Benchmark benchmark, ItemSource items, Parts parts) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put("benchmark", benchmark.name());
    values.put("declaration", benchmark.digest());
    values.put(AGGREGATION, benchmark.aggregation().name());
    values.put(GROUPS, String.join(",", benchmark.columns().groups()));
    values.put("file", items.digest());
    values.put(REMARKS, String.join("\n", items.remarks()));
    values.put("items", config.items() == null ? "all" : config.items().toString());
    values.put(EPISODES, Long.toString(config.episodes(items.count())));
    values.put("view", benchmark.view() == null ? "whole" : benchmark.view().toString());
    values.put("mode", config.mode().label());
    values.put("tools", config.toolSet().label());
    values.put("ablate", config.ablate().name().toLowerCase(Locale.ROOT));
    values.put("model", parts.model());
    values.put("weights", parts.weights());
    values.put("prompts", parts.prompts());
    values.put("sampling", config.sampling(0).toString());
    values.put("runs", Integer.toString(config.runs()));
    values.put("limits", config.episodeLimits().toString());
    values.put("judging", mode(config.judging()));
    values.put("judges", String.join("; ", parts.judges()));
    values.put("readers", parts.readers());
    parts.search().forEach((name, value) -> values.put("search-" + name, value));
    return new RunProtocol(values);
  }

  private static String mode(JudgeConfig judging) {
    return judging.mode().name().toLowerCase(Locale.ROOT);
  }

  public String digest() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) ->
        text.append(name.length()).append(name).append(value.length()).append(value));
    return Digests.sha256(text.toString());
  }

  /// As titles show it.
  public String shortDigest() {
    return digest().substring(0, 12);
  }

  /// What a report of the run is about.
  ///
  /// @param rows how many episodes there are
  /// @param contamination null when nobody looked
  EvalReport.Subject subject(int rows, @Nullable Contamination contamination) {
    return new EvalReport.Subject(
        values.getOrDefault("benchmark", "?"),
        aggregation(),
        groups(),
        digest(),
        values,
        values.getOrDefault(EPISODES, "").equals(Integer.toString(rows)),
        values.getOrDefault(REMARKS, "").lines().toList(),
        contamination);
  }

  /// How the benchmark's rows are aggregated.
  public AggregationKind aggregation() {
    return AggregationKind.valueOf(values.getOrDefault(AGGREGATION, AggregationKind.MEAN.name()));
  }

  /// Columns whose values are reported apart.
  public List<String> groups() {
    String groups = values.getOrDefault(GROUPS, "");
    return groups.isEmpty() ? List.of() : List.of(groups.split(",", -1));
  }

  /// What differs from another protocol, one part a name: `tools: code here, code+search there`.
  public List<String> differences(RunProtocol other) {
    List<String> differences = new ArrayList<>();
    values.forEach((name, value) -> {
      String theirs = other.values.getOrDefault(name, "absent");
      if (!theirs.equals(value)) {
        differences.add("%s: %s here, %s there".formatted(name, cut(value), cut(theirs)));
      }
    });
    other.values.forEach((name, value) -> {
      if (!values.containsKey(name)) {
        differences.add("%s: absent here, %s there".formatted(name, cut(value)));
      }
    });
    return differences;
  }

  /// Digests by their beginnings.
  private static String cut(String value) {
    return value.matches("[0-9a-f]{64}") ? value.substring(0, 12) : value;
  }
}
