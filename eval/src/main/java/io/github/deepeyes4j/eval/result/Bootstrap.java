package io.github.deepeyes4j.eval.result;

import io.github.deepeyes4j.eval.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.Function;

/// The cluster bootstrap (Field and Welsh, 2007): clusters are drawn with replacement, as many as
/// there are, and the numbers computed again; the 2.5th and 97.5th percentiles are the interval,
/// the standard deviation is the standard error. Questions about one picture are one cluster, for
/// they are right and wrong together. Seeded: the same rows have the same interval.
final class Bootstrap {
  private static final int ROUNDS = 1000;
  private static final long SEED = 20260101;

  private Bootstrap() {}

  /// Estimates shares, and what else is among them, at once. A share of 0 or 1 is the same in every
  /// round, which says nothing of how sure it is: its interval is Wilson's, of as many cases as
  /// there are clusters that have it.
  static <T> SequencedMap<String, Estimate> shares(
      List<T> clusters, Function<List<T>, ? extends Map<String, Double>> numbers) {
    SequencedMap<String, Estimate> estimates = estimate(clusters, numbers);
    estimates.replaceAll((name, estimate) -> {
      boolean isExtreme = estimate.value() == 0 || estimate.value() == 1;
      if (!isExtreme || name.equals(Aggregation.HITS)) {
        return estimate;
      }
      long cases =
          clusters.stream()
              .filter(cluster -> numbers.apply(List.of(cluster)).containsKey(name))
              .count();
      double[] interval = new Proportion(Math.round(estimate.value() * cases), cases).interval95();
      return new Estimate(estimate.value(), interval[0], interval[1], estimate.standardError());
    });
    return estimates;
  }

  /// Estimates all numbers at once.
  ///
  /// @param clusters each a list of members
  /// @param numbers computes the numbers of drawn clusters, which hold one several times
  static <T> SequencedMap<String, Estimate> estimate(
      List<T> clusters, Function<List<T>, ? extends Map<String, Double>> numbers) {
    Map<String, Double> values = numbers.apply(clusters);
    Map<String, double[]> drawn = new LinkedHashMap<>();
    values.keySet().forEach(name -> drawn.put(name, new double[ROUNDS]));
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
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
    values.forEach(
        (name, value) -> estimates.put(name, of(value, drawn.getOrDefault(name, new double[0]))));
    return estimates;
  }

  private static Estimate of(double value, double[] drawn) {
    double[] known =
        Arrays.stream(drawn).filter(number -> !Double.isNaN(number)).sorted().toArray();
    if (known.length == 0 || Double.isNaN(value)) {
      return new Estimate(value, Double.NaN, Double.NaN, Double.NaN);
    }
    double mean = Arrays.stream(known).average().orElse(Double.NaN);
    double squares = Arrays.stream(known).map(x -> (x - mean) * (x - mean)).sum();
    return new Estimate(
        value,
        percentile(known, 0.025),
        percentile(known, 0.975),
        Math.sqrt(squares / Math.max(1, known.length - 1)));
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
