package io.github.deepeyes4j.eval.statistics;

import io.github.deepeyes4j.eval.statistics.Estimate.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The cluster bootstrap (C. A. Field and A. H. Welsh, 2007): clusters are drawn with replacement,
/// as many as there are, and the numbers computed again; the 2.5th and 97.5th percentiles are the
/// interval, the standard deviation is the standard error. Questions about one picture are one
/// cluster, for they are right and wrong together. Seeded: the same cases have the same interval.
public final class ClusterBootstrap {
  private static final int ROUNDS = 1000;
  private static final long SEED = 20260101;

  private ClusterBootstrap() {}

  /// Groups cases, clusters in the order in which they are met.
  public static <T> List<List<T>> clusters(List<T> cases, Function<T, String> cluster) {
    return new ArrayList<>(
        cases.stream()
            .collect(Collectors.groupingBy(cluster, LinkedHashMap::new, Collectors.toList()))
            .values());
  }

  /// The share of cases for which something holds.
  public static <T> Estimate share(List<T> cases, Function<T, String> cluster, Predicate<T> holds) {
    List<List<T>> clusters = clusters(cases, cluster);
    return shares(
            clusters,
            drawn ->
                Map.of(
                    "",
                    mean(
                        drawn.stream()
                            .flatMap(List::stream)
                            .map(c -> holds.test(c) ? 1.0 : 0.0)
                            .toList())),
            _ -> true,
            clusters.size() == cases.size())
        .firstEntry()
        .getValue();
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /// Estimates shares, and what else is among them, at once. A share of 0 or 1 is the same in every
  /// round, which says nothing of how sure it is: its interval is Wilson's, of as many cases as
  /// there are clusters that have it. So is that of any share of independent cases.
  ///
  /// @param isShare tells shares from other numbers by name
  /// @param independent whether each cluster is one case, for which something holds or not
  public static <T> SequencedMap<String, Estimate> shares(
      List<T> clusters,
      Function<List<T>, ? extends Map<String, Double>> numbers,
      Predicate<String> isShare,
      boolean independent) {
    SequencedMap<String, Estimate> estimates = estimate(clusters, numbers);
    Map<String, Long> cases =
        clusters.stream()
            .flatMap(cluster -> numbers.apply(List.of(cluster)).keySet().stream())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    estimates.replaceAll((name, estimate) -> {
      boolean isExtreme = estimate.value() == 0 || estimate.value() == 1;
      return isShare.test(name) && (isExtreme || independent)
          ? wilson(estimate, cases.getOrDefault(name, 0L))
          : estimate;
    });
    return estimates;
  }

  private static Estimate wilson(Estimate estimate, long cases) {
    double[] interval = new Proportion(Math.round(estimate.value() * cases), cases).interval95();
    return new Estimate(
        estimate.value(), interval[0], interval[1], estimate.standardError(), cases, Method.WILSON);
  }

  /// Estimates all numbers at once.
  ///
  /// @param clusters each a list of members
  /// @param numbers computes the numbers of drawn clusters, which hold one several times
  public static <T> SequencedMap<String, Estimate> estimate(
      List<T> clusters, Function<List<T>, ? extends Map<String, Double>> numbers) {
    Map<String, Double> values = numbers.apply(clusters);
    Map<String, double[]> drawn = new LinkedHashMap<>();
    values.keySet().forEach(name -> drawn.put(name, new double[clusters.isEmpty() ? 0 : ROUNDS]));
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS && !clusters.isEmpty(); round++) {
      List<T> sample = new ArrayList<>(clusters.size());
      for (int i = 0; i < clusters.size(); i++) {
        sample.add(clusters.get(random.nextInt(clusters.size())));
      }
      Map<String, Double> again = numbers.apply(sample);
      for (Map.Entry<String, double[]> entry : drawn.entrySet()) {
        // A group that was not drawn has no number in this round.
        entry.getValue()[round] = again.getOrDefault(entry.getKey(), Double.NaN);
      }
    }
    SequencedMap<String, Estimate> estimates = new LinkedHashMap<>();
    values.forEach((name, value) ->
        estimates.put(name, of(value, drawn.getOrDefault(name, new double[0]), clusters.size())));
    return estimates;
  }

  private static Estimate of(double value, double[] drawn, int clusters) {
    double[] known =
        Arrays.stream(drawn).filter(number -> !Double.isNaN(number)).sorted().toArray();
    if (known.length == 0 || Double.isNaN(value)) {
      return new Estimate(value, Double.NaN, Double.NaN, Double.NaN, clusters, Method.BOOTSTRAP);
    }
    double mean = Arrays.stream(known).average().orElse(Double.NaN);
    double squares = Arrays.stream(known).map(x -> (x - mean) * (x - mean)).sum();
    return new Estimate(
        value,
        percentile(known, 0.025),
        percentile(known, 0.975),
        Math.sqrt(squares / Math.max(1, known.length - 1)),
        clusters,
        Method.BOOTSTRAP);
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
