package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A rotation of head vectors by angles that depend on position (RoPE, arXiv 2104.09864): each
/// element of the first half turns with its counterpart in the second.
///
/// @param cos cosines of the angles, `… x T x K`, both halves alike
/// @param sin sines, negative in the first half, so that `x · cos + swap(x) · sin` is the rotation
record Rotary(Tensor cos, Tensor sin) {

  /// The angular steps `theta^(-2i/width)` of a head axis of `width` elements, computed in single
  /// precision by libtorch as the reference does: a last-bit difference grows with position.
  static float[] frequencies(double theta, int width) {
    Tensor exponents =
        torch
            .arange(new Scalar(0), new Scalar(width), new Scalar(2), floats())
            .div(new Scalar(width));
    return Tensors.floats(torch.pow(new Scalar(theta), exponents).reciprocal());
  }

  private static TensorOptions floats() {
    return new TensorOptions(ScalarType.Float);
  }

  /// A rotation by the given angles.
  ///
  /// @param angles row-major, the last axis K/2 wide
  /// @param shape of the angles
  static Rotary of(float[] angles, Placement placement, long... shape) {
    Tensor half = Tensors.of(angles, shape);
    Tensor sin = half.sin();
    Tensor cos = half.cos();
    return new Rotary(
        placement.place(Tensors.concat(-1, cos, cos)),
        placement.place(Tensors.concat(-1, sin.neg(), sin)));
  }

  /// The rotation of `x`, whose shape `cos` broadcasts to.
  Tensor rotate(Tensor x) {
    Tensor swapped = x.roll(new long[] {x.size(-1) / 2}, -1);
    return x.mul(cos).addcmul(swapped, sin);
  }
}
