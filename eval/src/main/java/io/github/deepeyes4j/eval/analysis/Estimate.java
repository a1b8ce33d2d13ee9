package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.eval.Proportion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// A mean with its uncertainty.
///
/// @param value NaN of nothing
/// @param n how many values it is the mean of
/// @param ci95 lower and upper end of the 95 % interval
/// @param method how the interval was made
public record Estimate(double value, long n, double[] ci95, Method method) {
  private static final int RESAMPLES = 10_000;
  private static final long SEED = 20_251;

  /// How an interval is made.
  public enum Method {
    /// Wilson's score interval: a share of independent episodes, or, where all episodes agree and a
    /// bootstrap would leave no doubt, of as many as there are pictures.
    WILSON,
    /// Percentiles of a bootstrap over pictures, with all episodes of each: episodes of one picture
    /// are not independent (B. Efron, R. Tibshirani: An Introduction to the Bootstrap, chapters 8
    /// and 13).
    BOOTSTRAP
  }

  /// The share of episodes for which something holds.
  static Estimate share(List<Episode> episodes, Predicate<Episode> holds) {
    long n = episodes.size();
    long hits = episodes.stream().filter(holds).count();
    long pictures = episodes.stream().map(Episode::picture).distinct().count();
    if (pictures < n && hits > 0 && hits < n) {
      return mean(episodes, episode -> holds.test(episode) ? 1 : 0);
    }
    Proportion share = new Proportion(pictures < n ? hits * pictures / n : hits, pictures);
    return new Estimate(share.value(), n, share.interval95(), Method.WILSON);
  }

  /// The mean of a figure, by a bootstrap over pictures.
  static Estimate mean(List<Episode> episodes, ToDoubleFunction<Episode> figure) {
    Map<String, List<Double>> clusters = new LinkedHashMap<>();
    for (Episode episode : episodes) {
      clusters
          .computeIfAbsent(episode.picture(), _ -> new ArrayList<>())
          .add(figure.applyAsDouble(episode));
    }
    return bootstrap(List.copyOf(clusters.values()));
  }

  /// The mean of values that stand in clusters. The same values give the same interval.
  static Estimate bootstrap(List<List<Double>> clusters) {
    double[] sums = clusters.stream().mapToDouble(Estimate::sum).toArray();
    int[] counts = clusters.stream().mapToInt(List::size).toArray();
    long n = Arrays.stream(counts).sum();
    if (n == 0) {
      return new Estimate(Double.NaN, 0, new double[] {Double.NaN, Double.NaN}, Method.BOOTSTRAP);
    }
    SplittableRandom random = new SplittableRandom(SEED);
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      long count = 0;
      for (int draw = 0; draw < sums.length; draw++) {
        int cluster = random.nextInt(sums.length);
        sum += sums[cluster];
        count += counts[cluster];
      }
      means[i] = sum / count;
    }
    Arrays.sort(means);
    double[] interval = {percentile(means, 0.025), percentile(means, 0.975)};
    return new Estimate(Arrays.stream(sums).sum() / n, n, interval, Method.BOOTSTRAP);
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
