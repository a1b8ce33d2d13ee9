package io.github.deepeyes4j.train.rl;

import java.util.stream.DoubleStream;

/// Advantages relative to the group: the rollouts of one prompt are each other's baseline (GRPO,
/// arXiv 2402.03300, section 4.1.2).
final class Advantages {
  private static final double EPSILON = 1e-6;

  private Advantages() {}

  /// `(R - mean) / (std + 1e-6)`, the standard deviation with n - 1; exactly 0 where all rewards
  /// are equal. A group of one has mean 0 and deviation 1.
  static double[] of(double[] rewards) {
    if (rewards.length <= 1) {
      return scaled(rewards, 0, 1);
    }
    if (DoubleStream.of(rewards).distinct().count() == 1) {
      return new double[rewards.length];
    }
    double mean = DoubleStream.of(rewards).average().orElseThrow();
    double squares = DoubleStream.of(rewards).map(r -> (r - mean) * (r - mean)).sum();
    return scaled(rewards, mean, Math.sqrt(squares / (rewards.length - 1)));
  }

  private static double[] scaled(double[] rewards, double mean, double deviation) {
    return DoubleStream.of(rewards).map(r -> (r - mean) / (deviation + EPSILON)).toArray();
  }
}
