package io.github.deepeyes4j.app;

import io.github.deepeyes4j.train.rl.RolloutProgress;
import java.util.Locale;
import java.util.function.LongSupplier;

/// What a step of reinforcement learning does while its episodes run. Safe for concurrent use.
final class RolloutLine {
  /// The whole line fits into 80 columns.
  private static final int WIDTH = 8;

  private final StatusLine line;
  private final int steps;
  private final LongSupplier nanoTime;
  private long start;

  /// The first step of this process; 0 before it.
  private int first;

  /// The step that is shown.
  private int current;

  private boolean complete = true;

  /// @param steps of the run
  RolloutLine(StatusLine line, int steps, LongSupplier nanoTime) {
    this.line = line;
    this.steps = steps;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  synchronized void update(RolloutProgress progress) {
    if (progress.validation()) {
      start = first == 0 ? nanoTime.getAsLong() : start;
      line.show("validation " + episodes(progress));
      return;
    }
    if (progress.step() > current && !complete) {
      return; // Episodes that run ahead of the step.
    }
    first = first == 0 ? progress.step() : first;
    current = progress.step();
    complete = progress.done() == progress.total();
    line.show("step %d/%d %s  eta %s".formatted(current, steps, episodes(progress), eta(progress)));
  }

  private static String episodes(RolloutProgress progress) {
    return String.format(
        Locale.ROOT,
        "%s %d/%d  reward %.3f  tools %.2f  %.0f tok/s",
        ProgressLine.bar(WIDTH, progress.done(), progress.total()),
        progress.done(),
        progress.total(),
        progress.reward(),
        progress.toolCalls(),
        progress.tokensPerSecond());
  }

  /// Steps take the time that they took so far in this process.
  private String eta(RolloutProgress progress) {
    double done = progress.step() - first + (double) progress.done() / progress.total();
    double left = steps - first + 1 - done;
    long seconds = (long) ((nanoTime.getAsLong() - start) / 1e9 / done * left);
    return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /// Makes room for a line that stays.
  synchronized void erase() {
    line.erase();
  }
}
