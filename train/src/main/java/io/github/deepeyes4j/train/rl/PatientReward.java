package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.RewardFunction;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.core.score.Score.Unscored;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Waits for a judge that cannot be reached: the run pauses, and no episode is lost. Only when the
/// judge stays away for longer than `patience` does an episode go without a score.
public final class PatientReward implements RewardFunction {
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final RewardFunction reward;
  private final Duration patience;
  private final Duration firstPause;
  private final Consumer<String> warnings;
  private final AtomicLong lastWarning = new AtomicLong(Long.MIN_VALUE);

  /// Makes a reward patient.
  ///
  /// @param firstPause before the second attempt; each further pause is twice as long, up to a
  ///   minute
  /// @param warnings hears of the outage once a minute, on any thread
  public PatientReward(
      RewardFunction reward, Duration patience, Duration firstPause, Consumer<String> warnings) {
    this.reward = reward;
    this.patience = patience;
    this.firstPause = firstPause;
    this.warnings = warnings;
  }

  @Override
  public Score score(Trajectory trajectory, GroundTruth truth) throws InterruptedException {
    long start = System.nanoTime();
    Duration pause = firstPause;
    while (true) {
      Score score = reward.score(trajectory, truth);
      boolean judgeIsAway =
          score instanceof Unscored(Reason reason, _) && reason == Reason.JUDGE_UNAVAILABLE;
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (!judgeIsAway || waited.plus(pause).compareTo(patience) > 0) {
        return score;
      }
      warn(((Unscored) score).message());
      Thread.sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void warn(String message) {
    long now = System.nanoTime();
    long last = lastWarning.get();
    boolean due = last == Long.MIN_VALUE || now - last > LONGEST_PAUSE.toNanos();
    if (due && lastWarning.compareAndSet(last, now)) {
      warnings.accept("the judge is away, episodes wait for it: " + message);
    }
  }
}
