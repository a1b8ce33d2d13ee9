package io.github.deepeyes4j.eval.statistics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// What two runs were both asked, question by question: what makes a question hard for both takes
/// no part in their difference.
///
/// @param leftOut questions that only one of them was asked
public record Paired<T>(List<Pair<T>> pairs, long leftOut) {
  public Paired {
    pairs = List.copyOf(pairs);
  }

  /// One question in both runs.
  ///
  /// @param cluster pairs of one cluster are not independent
  public record Pair<T>(String cluster, T first, T second) {}

  /// How single questions went.
  public record Outcomes<T>(
      List<Pair<T>> both,
      List<Pair<T>> onlyFirst,
      List<Pair<T>> onlySecond,
      List<Pair<T>> neither) {
    /// How likely a split as uneven as that between the two kinds of single rights is when both are
    /// equally likely: McNemar's test in its exact form, two-sided (Q. McNemar, 1947). 1 when both
    /// runs are right on the same questions.
    public double p() {
      return mcnemar(onlyFirst.size(), onlySecond.size());
    }
  }

  /// Pairs what has the same name in both, in the order of the first.
  ///
  /// @param cluster of what the first run has
  public static <T> Paired<T> of(
      Map<String, T> first, Map<String, T> second, Function<T, String> cluster) {
    List<Pair<T>> pairs = new ArrayList<>();
    first.forEach((name, one) -> {
      T other = second.get(name);
      if (other != null) {
        pairs.add(new Pair<>(cluster.apply(one), one, other));
      }
    });
    return new Paired<>(pairs, first.size() + second.size() - 2L * pairs.size());
  }

  /// The pairs of which something holds; the others are left out.
  public Paired<T> where(Predicate<Pair<T>> holds) {
    List<Pair<T>> kept = pairs.stream().filter(holds).toList();
    return new Paired<>(kept, leftOut + pairs.size() - kept.size());
  }

  /// Second minus first of each number, by the cluster bootstrap: a cluster is drawn with what both
  /// runs have of it.
  ///
  /// @param numbers of one run's clusters
  public SequencedMap<String, Estimate> difference(
      Function<List<List<T>>, ? extends Map<String, Double>> numbers) {
    List<List<Pair<T>>> clusters = ClusterBootstrap.clusters(pairs, Pair::cluster);
    return ClusterBootstrap.estimate(
        clusters,
        drawn -> {
          Map<String, Double> first = numbers.apply(side(drawn, Pair::first));
          Map<String, Double> differences = new LinkedHashMap<>();
          numbers
              .apply(side(drawn, Pair::second))
              .forEach((name, value) ->
                  differences.put(name, value - first.getOrDefault(name, Double.NaN)));
          return differences;
        });
  }

  private static <T> List<List<T>> side(List<List<Pair<T>>> clusters, Function<Pair<T>, T> side) {
    return clusters.stream().map(cluster -> cluster.stream().map(side).toList()).toList();
  }

  /// Sorts the pairs by who is right.
  public Outcomes<T> outcomes(Predicate<T> right) {
    return new Outcomes<>(
        where(right, true, true),
        where(right, true, false),
        where(right, false, true),
        where(right, false, false));
  }

  private List<Pair<T>> where(Predicate<T> right, boolean first, boolean second) {
    return pairs.stream()
        .filter(pair -> right.test(pair.first) == first && right.test(pair.second) == second)
        .toList();
  }

  /// The exact test's p: both tails of the binomial distribution of one half, which is symmetric.
  static double mcnemar(int onlyFirst, int onlySecond) {
    BinomialDistribution even = new BinomialDistribution(onlyFirst + onlySecond, 0.5);
    return Math.min(1, 2 * even.cumulativeProbability(Math.min(onlyFirst, onlySecond)));
  }
}
