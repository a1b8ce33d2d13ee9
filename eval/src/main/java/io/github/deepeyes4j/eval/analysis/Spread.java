package io.github.deepeyes4j.eval.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// How a figure is spread over episodes; NaN of none.
///
/// @param std the standard deviation, of all episodes, not of a sample of them
public record Spread(double mean, double std, double median, double max) {
  static Spread of(List<Episode> episodes, ToDoubleFunction<Episode> figure) {
    return of(episodes.stream().mapToDouble(figure).toArray());
  }

  static Spread of(double... values) {
    if (values.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double mean = Arrays.stream(sorted).average().orElseThrow();
    double squares =
        Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(mean, Math.sqrt(squares), median, sorted[sorted.length - 1]);
  }
}
