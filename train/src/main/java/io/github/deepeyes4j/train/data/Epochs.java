package io.github.deepeyes4j.train.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Goes over rows again and again, in another order in every epoch, each row once. The same number
/// always means the same row. Safe for concurrent use.
final class Epochs {
  private final int rows;
  private final long seed;
  private volatile Epoch epoch;

  /// The order of an epoch.
  private record Epoch(long number, List<Integer> order) {}

  Epochs(int rows, long seed) {
    this.rows = rows;
    this.seed = seed;
    this.epoch = shuffled(0);
  }

  /// The row that has its turn at a number.
  int row(long number) {
    long wanted = number / rows;
    Epoch current = epoch;
    if (current.number != wanted) {
      current = shuffled(wanted);
      epoch = current;
    }
    return current.order.get((int) (number % rows));
  }

  private Epoch shuffled(long number) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, rows).boxed().toList());
    Collections.shuffle(order, new Random(seed + 0x9E3779B97F4A7C15L * number));
    return new Epoch(number, List.copyOf(order));
  }
}
