package io.github.deepeyes4j.model.weights;

import org.bytedeco.pytorch.Tensor;

/// Where a model's parameters come from while it is built.
public interface ParameterSource {
  /// The parameter of this name, checked to have this shape. It belongs to the caller.
  Tensor parameter(String name, long... shape);

  /// Whether the source has such a parameter: some are shared under one name.
  boolean has(String name);
}
