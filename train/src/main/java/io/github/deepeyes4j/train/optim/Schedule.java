package io.github.deepeyes4j.train.optim;

import io.github.deepeyes4j.core.BadInputException;

/// The learning rate over a run: linear warm-up, a plateau, then half a cosine down to a floor.
///
/// @param peak the plateau's rate
/// @param warmup steps from 0 to the peak
/// @param decayFrom the step at which the cosine begins
/// @param steps length of the run
/// @param floor share of the peak that is left at the end
public record Schedule(double peak, int warmup, int decayFrom, int steps, double floor) {
  public Schedule {
    if (!(peak > 0) || warmup < 0 || decayFrom < warmup || steps < decayFrom) {
      throw new BadInputException(
          "learning-rate: needs peak %s > 0; warm-up %d <= decay from %d <= steps %d"
              .formatted(peak, warmup, decayFrom, steps));
    }
  }

  /// The rate of a step, counted from 0.
  public double rate(int step) {
    if (step < warmup) {
      return peak * (step + 1) / warmup;
    }
    if (step < decayFrom) {
      return peak;
    }
    double progress = Math.min(1, (double) (step - decayFrom) / Math.max(1, steps - decayFrom));
    return peak * (floor + (1 - floor) * (1 + Math.cos(Math.PI * progress)) / 2);
  }
}
