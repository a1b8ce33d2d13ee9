package io.github.deepeyes4j.train.optim;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Adam with decoupled weight decay (arXiv 1711.05101), the same arithmetic as PyTorch's.
public final class AdamW {
  /// The usual settings beside the learning rate, which comes with every step.
  public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

  /// What an optimizer remembers.
  ///
  /// @param mean first moments, in the parameters' order
  /// @param square second moments, likewise
  /// @param steps taken so far
  public record State(Tensor mean, Tensor square, long steps) {}

  private final FlatParameters.Slice slice;
  private final Settings settings;
  private final Tensor mean;
  private final Tensor square;
  private long steps;

  /// @param slice the parameters that it moves
  public AdamW(FlatParameters.Slice slice, Settings settings) {
    this.slice = slice;
    this.settings = settings;
    this.mean = torch.zeros_like(slice.values()).retainReference();
    this.square = torch.zeros_like(slice.values()).retainReference();
  }

  /// Moves the parameters against their gradients.
  public void step(double learningRate) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      steps++;
      Tensor gradients = slice.gradients();
      slice
          .values()
          .narrow(0, 0, slice.matrixElements())
          .mul_(new Scalar(1 - learningRate * settings.weightDecay));
      mean.lerp_(gradients, new Scalar(1 - settings.beta1));
      square
          .mul_(new Scalar(settings.beta2))
          .addcmul_(gradients, gradients, new Scalar(1 - settings.beta2));
      double meanCorrection = 1 - Math.pow(settings.beta1, (double) steps);
      double squareCorrection = Math.sqrt(1 - Math.pow(settings.beta2, (double) steps));
      Tensor scale =
          square.sqrt().div_(new Scalar(squareCorrection)).add_(new Scalar(settings.epsilon));
      slice.values().addcdiv_(mean, scale, new Scalar(-learningRate / meanCorrection));
    }
  }

  /// The state of its slice.
  public State state() {
    return new State(mean, square, steps);
  }

  /// Takes over the state that an earlier optimizer of this slice has left; what it is short of is
  /// zero.
  public void restore(State part) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      fill(mean, part.mean);
      fill(square, part.square);
      steps = part.steps;
    }
  }

  private static void fill(Tensor moments, Tensor saved) {
    moments.zero_().narrow(0, 0, saved.numel()).copy_(saved);
  }
}
