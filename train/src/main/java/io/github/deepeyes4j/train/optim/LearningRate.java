package io.github.deepeyes4j.train.optim;

import io.github.deepeyes4j.core.BadInputException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// A [Schedule] as a configuration states it: in steps, or in epochs where the data has an end.
///
/// @param peak the rate after the warm-up
/// @param warmup steps from 0 to the peak; or
/// @param warmupRatio their share of the run, rounded up
/// @param decayFrom the step at which the cosine begins; right after the warm-up when missing
/// @param steps length of the run; or
/// @param epochs how often every row of the data comes up
/// @param floor share of the peak that is left at the end
public record LearningRate(
    double peak,
    @Nullable Integer warmup,
    @Nullable Double warmupRatio,
    @Nullable Integer decayFrom,
    @Nullable Integer steps,
    @Nullable Integer epochs,
    double floor) {
  public LearningRate {
    if ((warmup == null) == (warmupRatio == null)) {
      throw new BadInputException(
          "learning-rate: give warmup or warmup-ratio, not both: %s and %s"
              .formatted(warmup, warmupRatio));
    }
    if (warmupRatio != null && !(warmupRatio >= 0 && warmupRatio <= 1)) {
      throw new BadInputException(
          "learning-rate.warmup-ratio %s must be in [0, 1]".formatted(warmupRatio));
    }
    if ((steps == null) == (epochs == null)) {
      throw new BadInputException(
          "learning-rate: give steps or epochs, not both: %s and %s".formatted(steps, epochs));
    }
  }

  /// The rates of a run.
  ///
  /// @param epoch steps in which every row of the data comes up once; empty where it has no end
  public Schedule schedule(OptionalDouble epoch) {
    int length = length(epoch);
    int rise = warmup != null ? warmup : (int) Math.ceil(share() * length);
    return new Schedule(peak, rise, decayFrom == null ? rise : decayFrom, length, floor);
  }

  private double share() {
    return warmupRatio == null ? 0 : warmupRatio;
  }

  private int length(OptionalDouble epoch) {
    if (epochs == null) {
      return steps == null ? 0 : steps;
    }
    double one =
        epoch.orElseThrow(() ->
            new BadInputException(
                "learning-rate.epochs %d needs data that ends, all of it from files; give steps"
                    .formatted(epochs)));
    return (int) Math.ceil(epochs * one);
  }
}
