package io.github.deepeyes4j.eval.statistics;

/// A share of `n` with its uncertainty.
public record Proportion(long hits, long n) {
  /// The share; NaN of nothing.
  public double value() {
    return n == 0 ? Double.NaN : (double) hits / n;
  }

  /// The 95 % Wilson score interval (E. B. Wilson, 1927): sound for small n and near 0 and 1.
  public double[] interval95() {
    if (n == 0) {
      return new double[] {0, 1};
    }
    double z = 1.959964;
    double share = value();
    double denominator = 1 + z * z / n;
    double center = (share + z * z / (2 * n)) / denominator;
    double half = z * Math.sqrt(share * (1 - share) / n + z * z / (4.0 * n * n)) / denominator;
    return new double[] {Math.max(0, center - half), Math.min(1, center + half)};
  }
}
