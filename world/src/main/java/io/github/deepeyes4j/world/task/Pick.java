package io.github.deepeyes4j.world.task;

import java.util.List;
import java.util.SplittableRandom;

/// Random choices that generators share.
final class Pick {
  private Pick() {}

  static <T> T from(SplittableRandom random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// A number of exactly `digits` digits, the first not 0.
  static int number(SplittableRandom random, int digits) {
    int low = (int) Math.pow(10, digits - 1);
    return random.nextInt(low == 1 ? 0 : low, low * 10);
  }
}
