package io.github.deepeyes4j.train.replica;

import io.github.deepeyes4j.model.tensor.Placement;

/// Where and how a model is trained.
///
/// @param device `cpu`, `cuda` or `cuda:N`
/// @param precision in which layers compute; what is trained, its gradients' sums and the
///   optimizer's state are in single precision either way
/// @param gradientCheckpointing computes the decoder's layers a second time for their gradients
///   instead of remembering what they computed: less memory, more time
public record Compute(String device, Placement.Precision precision, boolean gradientCheckpointing) {
  /// What holds where a configuration says nothing.
  public static final Compute DEFAULT = new Compute("cpu", Placement.Precision.FP32, false);

  /// Where layers compute.
  ///
  /// @throws io.github.deepeyes4j.core.BadInputException when there is no such device
  public Placement placement() {
    return new Placement(device, precision);
  }
}
