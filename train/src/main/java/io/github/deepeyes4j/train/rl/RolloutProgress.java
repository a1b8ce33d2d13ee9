package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.score.Score.Scored;
import io.github.deepeyes4j.train.rl.Group.Episode;
import java.util.function.Consumer;

/// How far a step's episodes are, or a validation's.
///
/// @param step counted from 1, or after which the validation is
/// @param done episodes that have ended
/// @param total episodes at the end
/// @param reward mean of those that have a score; NaN when none has
/// @param toolCalls mean
/// @param tokensPerSecond written in the episodes that have ended, since the first began
public record RolloutProgress(
    int step,
    boolean validation,
    int done,
    int total,
    double reward,
    double toolCalls,
    double tokensPerSecond) {

  /// Counts episodes as they end. Safe for concurrent use; tells of one at a time.
  static final class Count {
    private final int step;
    private final boolean validation;
    private final int total;
    private final Consumer<RolloutProgress> listener;
    private final long start = System.nanoTime();
    private int done;
    private int scored;
    private double rewards;
    private long toolCalls;
    private long tokens;

    Count(int step, boolean validation, int total, Consumer<RolloutProgress> listener) {
      this.step = step;
      this.validation = validation;
      this.total = total;
      this.listener = listener;
    }

    synchronized void add(Episode episode) {
      done++;
      toolCalls += episode.trajectory().toolCalls();
      tokens += episode.trajectory().generatedTokens();
      if (episode.score() instanceof Scored score) {
        scored++;
        rewards += score.reward();
      }
      listener.accept(
          new RolloutProgress(
              step,
              validation,
              done,
              total,
              rewards / scored,
              (double) toolCalls / done,
              tokens / ((System.nanoTime() - start) / 1e9)));
    }
  }
}
