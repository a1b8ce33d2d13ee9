package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.weights.ParameterSource;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A matrix product over the last axis, with or without bias.
final class Linear {
  private final Tensor weight;
  private final @Nullable Tensor bias;

  private Linear(Tensor weight, @Nullable Tensor bias) {
    this.weight = weight;
    this.bias = bias;
  }

  static Linear biased(ParameterSource source, String name, long out, long in) {
    return new Linear(
        source.parameter(name + ".weight", out, in), source.parameter(name + ".bias", out));
  }

  static Linear plain(ParameterSource source, String name, long out, long in) {
    return new Linear(source.parameter(name + ".weight", out, in), null);
  }

  static Linear of(Tensor weight) {
    return new Linear(weight, null);
  }

  Tensor apply(Tensor x) {
    return bias == null
        ? torch.linear(x, weight)
        : torch.linear(x, weight, new TensorOptional(bias));
  }
}
