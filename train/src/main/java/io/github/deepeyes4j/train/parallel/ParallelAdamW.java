package io.github.deepeyes4j.train.parallel;

import io.github.deepeyes4j.train.optim.AdamW;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/// One optimizer step of all processes: their gradients are added up, and each moves the parameters
/// that are its own.
///
/// All methods but [#restore] are to be called by all processes.
public final class ParallelAdamW {
  private final TrainedParameters parameters;
  private final AdamW optimizer;

  public ParallelAdamW(TrainedParameters parameters, AdamW.Settings settings) {
    this.parameters = parameters;
    this.optimizer = new AdamW(parameters.own(), settings);
  }

  /// Adds the gradients of all processes up and scales them down to a norm of at most `most`.
  ///
  /// @return the norm before scaling down, the same in all processes
  public double reduceGradients(double most) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      parameters.sumGradients();
      double norm = parameters.gradientNorm();
      if (norm > most) {
        parameters.own().gradients().mul_(new Scalar(most / norm));
      }
      return norm;
    }
  }

  /// Moves the parameters against their gradients.
  public void step(double learningRate) {
    optimizer.step(learningRate);
    try (PointerScope _ = new PointerScope()) {
      parameters.exchange();
    }
  }

  /// The whole optimizer's state, gathered from all processes.
  public AdamW.State state() {
    AdamW.State part = optimizer.state();
    return new AdamW.State(
        parameters.whole(part.mean(), "first moments"),
        parameters.whole(part.square(), "second moments"),
        part.steps());
  }

  /// Takes over the whole state of an earlier run, whatever the number of its processes.
  public void restore(AdamW.State whole) {
    try (PointerScope _ = new PointerScope()) {
      optimizer.restore(
          new AdamW.State(
              parameters.part(whole.mean()), parameters.part(whole.square()), whole.steps()));
    }
  }
}
