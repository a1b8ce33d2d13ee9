package io.github.deepeyes4j.train.rl;

import java.util.List;

/// An update whose gradients are no numbers. The policy was left as it was.
public final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NotFiniteException(double norm, List<TrainingSample> samples) {
    super(
        "the gradient's norm is %s on prompts %s; the last checkpoint is unharmed"
            .formatted(norm, samples.stream().map(TrainingSample::prompt).distinct().toList()));
  }
}
