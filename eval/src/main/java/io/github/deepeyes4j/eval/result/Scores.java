package io.github.deepeyes4j.eval.result;

import io.github.deepeyes4j.eval.benchmark.AggregationKind;
import io.github.deepeyes4j.eval.scorer.Variant;
import io.github.deepeyes4j.eval.statistics.ClusterBootstrap;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The numbers of one variant over the rows of a run.
///
/// @param all with unscored and unparsable rows counted as wrong: the headline
/// @param scored over the rows that could be scored alone
/// @param n rows
/// @param clusters independent groups of rows
/// @param unscored rows that nobody could score, by reason
/// @param unparsable rows without a readable answer
/// @param spread standard deviation of the headline over the passes; NaN for one pass
public record Scores(
    SequencedMap<String, Estimate> all,
    SequencedMap<String, Estimate> scored,
    int n,
    int clusters,
    Map<String, Long> unscored,
    long unparsable,
    double spread) {
  /// Computes them; deterministic, whatever the order of the rows.
  public static Scores of(
      AggregationKind kind, List<String> groups, Variant variant, List<ResultRow> rows) {
    List<ResultRow> graded =
        rows.stream()
            .filter(row -> row.grade(variant).isPresent())
            .sorted(java.util.Comparator.comparing(ResultRow::id).thenComparingInt(ResultRow::run))
            .toList();
    Map<String, Long> unscored =
        graded.stream()
            .map(row -> row.grade(variant).orElseThrow())
            .filter(ResultRow.GradeJson::isUnscored)
            .collect(
                Collectors.groupingBy(
                    grade -> Objects.requireNonNullElse(grade.reason(), "unknown"),
                    java.util.TreeMap::new,
                    Collectors.counting()));
    long unparsable =
        graded.stream().filter(row -> row.grade(variant).orElseThrow().isUnparsable()).count();
    List<List<ResultRow>> all = clusters(graded, _ -> true);
    List<List<ResultRow>> scored =
        clusters(graded, row -> !row.grade(variant).orElseThrow().isUnscored());
    return new Scores(
        estimate(kind, groups, variant, all),
        estimate(kind, groups, variant, scored),
        graded.size(),
        all.size(),
        unscored,
        unparsable,
        spread(kind, groups, variant, graded));
  }

  /// The headline's name and value.
  public Map.Entry<String, Estimate> headline() {
    return all.firstEntry();
  }

  private static List<List<ResultRow>> clusters(List<ResultRow> rows, Predicate<ResultRow> kept) {
    return ClusterBootstrap.clusters(rows.stream().filter(kept).toList(), ResultRow::cluster);
  }

  private static SequencedMap<String, Estimate> estimate(
      AggregationKind kind, List<String> groups, Variant variant, List<List<ResultRow>> clusters) {
    return clusters.isEmpty()
        ? new LinkedHashMap<>()
        : ClusterBootstrap.shares(
            clusters,
            drawn -> numbers(kind, groups, variant, drawn),
            name -> !name.equals(Aggregation.HITS),
            kind == AggregationKind.MEAN && clusters.stream().allMatch(c -> isOneCase(c, variant)));
  }

  private static boolean isOneCase(List<ResultRow> cluster, Variant variant) {
    double value = cluster.getFirst().grade(variant).orElseThrow().value();
    return cluster.size() == 1 && (value == 0 || value == 1);
  }

  /// The numbers, averaged over the passes.
  static Map<String, Double> numbers(
      AggregationKind kind, List<String> groups, Variant variant, List<List<ResultRow>> clusters) {
    List<Sample> samples = new ArrayList<>();
    for (int copy = 0; copy < clusters.size(); copy++) {
      for (ResultRow row : clusters.get(copy)) {
        samples.add(new Sample(row, copy, row.grade(variant).orElseThrow().value()));
      }
    }
    List<List<Sample>> passes = Aggregation.passes(samples);
    if (passes.size() == 1) {
      return Aggregation.of(kind, groups, passes.getFirst());
    }
    Map<String, List<Double>> values = new LinkedHashMap<>();
    for (List<Sample> pass : passes) {
      Aggregation.of(kind, groups, pass)
          .forEach(
              (name, value) -> values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    values.forEach((name, each) ->
        means.put(
            name, each.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN)));
    return means;
  }

  private static double spread(
      AggregationKind kind, List<String> groups, Variant variant, List<ResultRow> rows) {
    double[] headlines =
        Aggregation.passes(
                rows.stream()
                    .map(row -> new Sample(row, 0, row.grade(variant).orElseThrow().value()))
                    .toList())
            .stream()
            .mapToDouble(pass -> Aggregation.of(kind, groups, pass).firstEntry().getValue())
            .toArray();
    if (headlines.length < 2) {
      return Double.NaN;
    }
    double mean = java.util.Arrays.stream(headlines).average().orElse(Double.NaN);
    double squares = java.util.Arrays.stream(headlines).map(x -> (x - mean) * (x - mean)).sum();
    return Math.sqrt(squares / (headlines.length - 1));
  }
}
