package io.github.deepeyes4j.eval.result;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.eval.benchmark.AggregationKind;
import io.github.deepeyes4j.eval.scorer.Variant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Two runs over the same items, episode by episode.
///
/// @param n episodes that both have
/// @param onlyFirst episodes that the second run lacks
/// @param onlySecond episodes that the first run lacks
/// @param difference second minus first of each number, with the paired interval
/// @param bothRight episodes right in both
/// @param firstRight right in the first alone
/// @param secondRight right in the second alone
/// @param neither right in none
/// @param changed share of episodes whose answers differ
public record Comparison(
    int n,
    int onlyFirst,
    int onlySecond,
    SequencedMap<String, Estimate> difference,
    long bothRight,
    long firstRight,
    long secondRight,
    long neither,
    double changed) {
  /// The one number that is no share but a count.
  public static final String HITS = Aggregation.HITS;

  /// One episode in both runs.
  private record Pair(ResultRow first, ResultRow second) {
    boolean right(ResultRow row) {
      return row.grade(Variant.FIXED).filter(grade -> grade.value() >= 0.5).isPresent();
    }

    boolean isChanged() {
      return !AnswerMatch.normalize(first.answer()).equals(AnswerMatch.normalize(second.answer()));
    }
  }

  /// Compares by the fixed scores. A cluster is drawn with its rows of both runs, so that what
  /// makes a question hard for both takes no part in the interval.
  public static Comparison of(
      AggregationKind kind, List<String> groups, List<ResultRow> first, List<ResultRow> second) {
    Map<String, ResultRow> others =
        second.stream().collect(Collectors.toMap(ResultRow::key, Function.identity()));
    List<Pair> pairs =
        first.stream()
            .filter(row -> others.containsKey(row.key()))
            .sorted(Comparator.comparing(ResultRow::key))
            .map(row -> new Pair(row, others.getOrDefault(row.key(), row)))
            .toList();
    if (pairs.isEmpty()) {
      throw new BadInputException("the two runs have no item in common");
    }
    List<List<Pair>> clusters =
        new ArrayList<>(
            pairs.stream()
                .collect(
                    Collectors.groupingBy(
                        pair -> pair.first.cluster(), LinkedHashMap::new, Collectors.toList()))
                .values());
    return new Comparison(
        pairs.size(),
        first.size() - pairs.size(),
        second.size() - pairs.size(),
        Bootstrap.estimate(clusters, drawn -> difference(kind, groups, drawn)),
        count(pairs, true, true),
        count(pairs, true, false),
        count(pairs, false, true),
        count(pairs, false, false),
        (double) pairs.stream().filter(Pair::isChanged).count() / pairs.size());
  }

  private static long count(List<Pair> pairs, boolean first, boolean second) {
    return pairs.stream()
        .filter(pair -> pair.right(pair.first) == first && pair.right(pair.second) == second)
        .count();
  }

  private static Map<String, Double> difference(
      AggregationKind kind, List<String> groups, List<List<Pair>> clusters) {
    Map<String, Double> first = numbers(kind, groups, clusters, Pair::first);
    Map<String, Double> differences = new LinkedHashMap<>();
    numbers(kind, groups, clusters, Pair::second)
        .forEach(
            (name, value) -> differences.put(name, value - first.getOrDefault(name, Double.NaN)));
    return differences;
  }

  private static Map<String, Double> numbers(
      AggregationKind kind,
      List<String> groups,
      List<List<Pair>> clusters,
      Function<Pair, ResultRow> side) {
    return Scores.numbers(
        kind,
        groups,
        Variant.FIXED,
        clusters.stream().map(cluster -> cluster.stream().map(side).toList()).toList());
  }
}
