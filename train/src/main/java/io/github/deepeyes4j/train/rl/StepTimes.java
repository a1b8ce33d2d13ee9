package io.github.deepeyes4j.train.rl;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where a step's time went, by phase. Confined to one thread.
final class StepTimes {
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final long start = System.nanoTime();

  /// A phase.
  @FunctionalInterface
  interface Work<T> {
    T run() throws InterruptedException;
  }

  /// Runs a phase and notes its time.
  <T> T measure(String phase, Work<T> work) throws InterruptedException {
    long begin = System.nanoTime();
    try {
      return work.run();
    } finally {
      seconds.merge(phase, (System.nanoTime() - begin) / 1e9, Double::sum);
    }
  }

  Map<String, Double> seconds() {
    return Collections.unmodifiableMap(seconds);
  }

  /// Since the step began.
  double total() {
    return (System.nanoTime() - start) / 1e9;
  }
}
