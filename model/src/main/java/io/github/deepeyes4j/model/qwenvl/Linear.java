package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.ParameterSource;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A matrix product over the last axis, with or without bias, and what an [Adaptation] adds.
final class Linear {
  private final String name;
  private final Tensor weight;
  private final @Nullable Tensor bias;
  private final boolean singlePrecision;

  private Linear(String name, Tensor weight, @Nullable Tensor bias) {
    this.name = name;
    this.weight = weight;
    this.bias = bias;
    this.singlePrecision = weight.scalar_type().intern() == ScalarType.Float;
  }

  static Linear biased(ParameterSource source, String name, long out, long in) {
    return new Linear(
        name, source.parameter(name + ".weight", out, in), source.parameter(name + ".bias", out));
  }

  static Linear plain(ParameterSource source, String name, long out, long in) {
    return new Linear(name, source.parameter(name + ".weight", out, in), null);
  }

  static Linear of(String name, Tensor weight) {
    return new Linear(name, weight, null);
  }

  Tensor apply(Tensor x, Adaptation adaptation) {
    return adaptation.adapt(name, x, product(x));
  }

  private Tensor product(Tensor x) {
    if (singlePrecision && x.numel() == weight.size(1)) {
      return applyToVector(x);
    }
    return bias == null
        ? torch.linear(x, weight)
        : torch.linear(x, weight, new TensorOptional(bias));
  }

  /// A product of matrices rearranges the whole weight first; for one vector that costs several
  /// times the product.
  private Tensor applyToVector(Tensor x) {
    Tensor vector = x.reshape(-1);
    Tensor y = bias == null ? weight.mv(vector) : torch.addmv(bias, weight, vector);
    long[] shape = Tensors.shape(x);
    shape[shape.length - 1] = weight.size(0);
    return y.view(shape);
  }
}
