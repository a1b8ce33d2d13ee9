package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.weights.ParameterSource;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Root-mean-square normalisation (arXiv 1910.07467), computed in single precision whatever the
/// input.
final class RmsNorm {
  private final Tensor weight;
  private final double eps;
  private final long[] shape;

  RmsNorm(ParameterSource source, String name, long width, double eps) {
    this.weight = source.parameter(name + ".weight", width);
    this.eps = eps;
    this.shape = new long[] {width};
  }

  Tensor apply(Tensor x) {
    if (x.scalar_type().intern() == ScalarType.Float) {
      return torch.rms_norm(x, shape, new TensorOptional(weight), new DoubleOptional(eps));
    }
    // As the reference: back to the narrow type before the weight is applied.
    Tensor normalized =
        torch.rms_norm(
            x.to(ScalarType.Float), shape, new TensorOptional(), new DoubleOptional(eps));
    return weight.mul(normalized.to(x.scalar_type()));
  }
}
