package io.github.deepeyes4j.model.qwenvl;

import org.bytedeco.pytorch.Tensor;

/// What is added to the outputs of linear layers: this is where low-rank adapters come in. The
/// layers themselves know none.
public interface Adaptation {
  /// Leaves every layer as it is.
  Adaptation NONE = (_, _, y) -> y;

  /// Adapts the output of one layer.
  ///
  /// @param layer its name: that of its weight in Hugging Face checkpoints, without `.weight`
  /// @param x its input; in the decoder the first axis is the batch's rows
  /// @param y its output, which may be overwritten
  Tensor adapt(String layer, Tensor x, Tensor y);
}
