package io.github.deepeyes4j.eval.result;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.deepeyes4j.eval.benchmark.AggregationKind;
import io.github.deepeyes4j.eval.scorer.Variant;
import io.github.deepeyes4j.eval.statistics.ClusterBootstrap;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A benchmark's numbers under one protocol.
///
/// @param title benchmark, model, mode and tools
/// @param protocol digest of `conditions`
/// @param conditions all that decides the numbers, by name
/// @param complete whether all episodes are there
/// @param scores by variant label; `released` is left out where the public harness has no scorer
/// @param judges what judges said; null when none was asked
/// @param evidence metrics of evidence over the rows that have them
/// @param stops how often each reason ended an episode
/// @param remarks what a reader should know
/// @param contamination what was found of the questions in training data; null when nobody looked
public record EvalReport(
    String title,
    String benchmark,
    String protocol,
    Map<String, String> conditions,
    boolean complete,
    SequencedMap<String, Scores> scores,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JudgeSummary judges,
    SequencedMap<String, EvidenceMean> evidence,
    Map<String, Long> stops,
    CostSummary cost,
    List<String> remarks,
    @Nullable Contamination contamination) {

  /// @param asked episodes on which a judge decided
  /// @param compared those on which a second judge gave a verdict too
  /// @param disagreement share of the compared on which the two differ
  public record JudgeSummary(long asked, long compared, double disagreement) {}

  /// @param n rows that have it
  public record EvidenceMean(Estimate mean, int n) {}

  /// What a report is about.
  ///
  /// @param groups columns whose values are reported apart
  /// @param protocol digest
  /// @param conditions by name
  public record Subject(
      String benchmark,
      AggregationKind aggregation,
      List<String> groups,
      String protocol,
      Map<String, String> conditions,
      boolean complete,
      List<String> remarks,
      @Nullable Contamination contamination) {}

  public static EvalReport of(Subject subject, List<ResultRow> rows) {
    SequencedMap<String, Scores> scores = new LinkedHashMap<>();
    for (Variant variant : Variant.values()) {
      if (rows.stream().anyMatch(row -> row.grade(variant).isPresent())) {
        scores.put(variant.label(), Scores.of(subject.aggregation, subject.groups, variant, rows));
      }
    }
    return new EvalReport(
        title(subject.benchmark, subject.conditions),
        subject.benchmark,
        subject.protocol,
        subject.conditions,
        subject.complete,
        scores,
        judges(rows),
        evidence(rows),
        rows.stream()
            .collect(Collectors.groupingBy(ResultRow::stop, TreeMap::new, Collectors.counting())),
        CostSummary.of(rows),
        subject.remarks,
        subject.contamination);
  }

  private static String title(String benchmark, Map<String, String> conditions) {
    String ablate = conditions.getOrDefault("ablate", "none");
    return "%s, %s, %s, %s%s"
        .formatted(
            benchmark,
            conditions.getOrDefault("model", "?"),
            conditions.getOrDefault("mode", "?"),
            conditions.getOrDefault("tools", "?"),
            ablate.equals("none") ? "" : ", tool results " + ablate);
  }

  /// The name of its files without ending: `VStarBench.agent.code+search`.
  public String fileName() {
    String ablate = conditions.getOrDefault("ablate", "none");
    return "%s.%s.%s%s"
        .formatted(
            benchmark,
            conditions.getOrDefault("mode", ""),
            conditions.getOrDefault("tools", ""),
            ablate.equals("none") ? "" : "." + ablate);
  }

  private static @Nullable JudgeSummary judges(List<ResultRow> rows) {
    List<ResultRow.Judged> judged =
        rows.stream().map(ResultRow::judge).filter(Objects::nonNull).toList();
    if (judged.isEmpty()) {
      return null;
    }
    List<ResultRow.Judged> compared = judged.stream().filter(j -> j.second() != null).toList();
    long differ = compared.stream().filter(j -> !j.verdict().equals(j.second())).count();
    return new JudgeSummary(
        judged.size(), compared.size(), compared.isEmpty() ? 0 : (double) differ / compared.size());
  }

  private static SequencedMap<String, EvidenceMean> evidence(List<ResultRow> rows) {
    SequencedMap<String, EvidenceMean> means = new LinkedHashMap<>();
    rows.stream()
        .flatMap(row -> row.evidence().keySet().stream())
        .distinct()
        .sorted()
        .forEach(name -> means.put(name, mean(name, rows)));
    return means;
  }

  private static EvidenceMean mean(String name, List<ResultRow> rows) {
    List<ResultRow> known = rows.stream().filter(row -> row.evidence().containsKey(name)).toList();
    List<List<ResultRow>> clusters =
        ClusterBootstrap.clusters(
            known.stream().sorted(Comparator.comparing(ResultRow::key)).toList(),
            ResultRow::cluster);
    Map<String, Estimate> estimate =
        ClusterBootstrap.shares(
            clusters,
            drawn ->
                Map.of(
                    name,
                    drawn.stream()
                        .flatMap(List::stream)
                        .mapToDouble(row -> row.evidence().getOrDefault(name, 0.0))
                        .average()
                        .orElse(Double.NaN)),
            _ -> true,
            false);
    return new EvidenceMean(Objects.requireNonNull(estimate.get(name)), known.size());
  }

  /// A table for people.
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(title).append('\n');
    table.append(
        "protocol %s%s%n".formatted(protocol.substring(0, 12), complete ? "" : "; INCOMPLETE"));
    scores.forEach((variant, score) -> scoreLines(table, variant, score));
    evidence.forEach((name, mean) -> table.append(line(name, mean.mean(), "n " + mean.n())));
    if (judges != null) {
      table.append(
          "judge decided %d; a second judge disagrees on %s of %d%n"
              .formatted(judges.asked, percent(judges.disagreement), judges.compared));
    }
    costLines(table);
    table.append(contaminationLine());
    remarks.forEach(remark -> table.append("note: ").append(remark).append('\n'));
    return table.toString();
  }

  private String contaminationLine() {
    return contamination == null
        ? "contamination: not checked\n"
        : ("contamination: %d of %d questions are near copies of what is in %s (%d examples, and %d"
                + " unreadable)%n")
            .formatted(
                contamination.found().size(),
                contamination.questions(),
                String.join(", ", contamination.files()),
                contamination.examples(),
                contamination.unreadable());
  }

  private void scoreLines(StringBuilder table, String variant, Scores score) {
    long unscored = score.unscored().values().stream().mapToLong(Long::longValue).sum();
    table.append(
        "%s: n %d, clusters %d, unparsable %d, unscored %d%s%s%n"
            .formatted(
                variant,
                score.n(),
                score.clusters(),
                score.unparsable(),
                unscored,
                unscored == 0 ? "" : " " + score.unscored(),
                Double.isNaN(score.spread())
                    ? ""
                    : ", spread over runs " + percent(score.spread())));
    score
        .all()
        .forEach((name, estimate) -> {
          Estimate over = score.scored().get(name);
          String aside =
              unscored > 0 && over != null ? "over scored " + number(name, over.value()) : "";
          table.append(line(name, estimate, aside));
        });
  }

  private static String line(String name, Estimate estimate, String aside) {
    return String.format(
                Locale.ROOT,
                "  %-44s %9s  (95 %%: %s to %s, se %s)  %s",
                name,
                number(name, estimate.value()),
                number(name, estimate.low()),
                number(name, estimate.high()),
                number(name, estimate.standardError()),
                aside)
            .stripTrailing()
        + "\n";
  }

  private static String number(String name, double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return name.equals(Aggregation.HITS)
        ? String.format(Locale.ROOT, "%.1f", value)
        : percent(value);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private void costLines(StringBuilder table) {
    table.append(
        String.format(
            Locale.ROOT,
            "%.1f s, %d tokens, %.0f tokens/s; a sample: %.1f turns, %.1f tool calls (%s call one,"
                + " %s of calls fail), %.1f pictures, %.0f tokens read;"
                + " episode %.2f s median, %.2f s p90; model %.2f s a turn",
            cost.wallSeconds(),
            cost.tokens(),
            cost.tokensPerSecond(),
            cost.turns(),
            cost.toolCalls(),
            percent(cost.toolRate()),
            percent(cost.toolErrorRate()),
            cost.pictures(),
            cost.promptTokens(),
            cost.episodeSeconds()[0],
            cost.episodeSeconds()[1],
            cost.turnSeconds()));
    cost.toolSeconds()
        .forEach((kind, seconds) ->
            table.append(String.format(Locale.ROOT, "; %s %.2f s a call", kind, seconds)));
    table.append("\na sample's seconds:");
    cost.seconds()
        .forEach(
            (part, seconds) -> table.append(String.format(Locale.ROOT, " %s %.3f", part, seconds)));
    table.append('\n');
  }
}
