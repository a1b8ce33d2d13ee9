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

  private final FlatParameters parameters;
  private final Settings settings;
  private final Tensor mean;
  private final Tensor square;
  private long steps;

  public AdamW(FlatParameters parameters, Settings settings) {
    this.parameters = parameters;
    this.settings = settings;
    this.mean = torch.zeros_like(parameters.values()).retainReference();
    this.square = torch.zeros_like(parameters.values()).retainReference();
  }

  /// Moves the parameters against their gradients.
  public void step(double learningRate) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      steps++;
      Tensor gradients = parameters.gradients();
      parameters
          .values()
          .narrow(0, 0, parameters.matrixElements())
          .mul_(new Scalar(1 - learningRate * settings.weightDecay));
      mean.lerp_(gradients, new Scalar(1 - settings.beta1));
      square
          .mul_(new Scalar(settings.beta2))
          .addcmul_(gradients, gradients, new Scalar(1 - settings.beta2));
      double meanCorrection = 1 - Math.pow(settings.beta1, (double) steps);
      double squareCorrection = Math.sqrt(1 - Math.pow(settings.beta2, (double) steps));
      Tensor scale =
          square.sqrt().div_(new Scalar(squareCorrection)).add_(new Scalar(settings.epsilon));
      parameters.values().addcdiv_(mean, scale, new Scalar(-learningRate / meanCorrection));
    }
  }

  /// First moments, in the parameters' order.
  public Tensor mean() {
    return mean;
  }

  /// Second moments, in the parameters' order.
  public Tensor square() {
    return square;
  }

  public long steps() {
    return steps;
  }

  /// Takes over the state of an earlier run.
  public void restore(Tensor savedMean, Tensor savedSquare, long savedSteps) {
    mean.copy_(savedMean);
    square.copy_(savedSquare);
    steps = savedSteps;
  }
}
