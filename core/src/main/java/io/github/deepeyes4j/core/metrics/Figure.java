package io.github.deepeyes4j.core.metrics;

/// A figure in parts that can be put together with those of others: the mean of all is not the mean
/// of means.
///
/// @param amount the sum; of the largest and the smallest the number itself
/// @param squares the sum of squares, of a deviation
/// @param count of what the sums are over, of a mean and a deviation
public record Figure(Kind kind, double amount, double squares, long count) {

  /// What a figure says of its numbers.
  public enum Kind {
    SUM,
    MEAN,
    /// The standard deviation, with n.
    DEVIATION,
    LARGEST,
    SMALLEST,
    /// How often something happened, an episode.
    PER_EPISODE
  }

  public static Figure sum(double amount) {
    return new Figure(Kind.SUM, amount, 0, 0);
  }

  public static Figure mean(double sum, long count) {
    return new Figure(Kind.MEAN, sum, 0, count);
  }

  /// How many of so many, as a mean.
  public static Figure share(long some, long of) {
    return mean((double) some, of);
  }

  public static Figure deviation(double sum, double squares, long count) {
    return new Figure(Kind.DEVIATION, sum, squares, count);
  }

  public static Figure largest(double number) {
    return new Figure(Kind.LARGEST, number, 0, 0);
  }

  public static Figure smallest(double number) {
    return new Figure(Kind.SMALLEST, number, 0, 0);
  }

  public static Figure perEpisode(long times) {
    return new Figure(Kind.PER_EPISODE, (double) times, 0, 0);
  }

  /// The figure of the numbers of both.
  ///
  /// @param other of the same kind
  public Figure plus(Figure other) {
    double both =
        switch (kind) {
          case SUM, MEAN, DEVIATION, PER_EPISODE -> amount + other.amount;
          case LARGEST -> Math.max(amount, other.amount);
          case SMALLEST -> Math.min(amount, other.amount);
        };
    return new Figure(kind, both, squares + other.squares, count + other.count);
  }

  /// What it comes to; NaN for a mean or a deviation of nothing.
  ///
  /// @param episodes that the figure tells of
  public double value(long episodes) {
    return switch (kind) {
      case SUM, LARGEST, SMALLEST -> amount;
      case MEAN -> amount / count;
      case DEVIATION -> {
        double mean = amount / count;
        yield Math.sqrt(Math.max(0, squares / count - mean * mean));
      }
      case PER_EPISODE -> amount / episodes;
    };
  }
}
