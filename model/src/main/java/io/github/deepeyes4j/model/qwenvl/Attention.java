package io.github.deepeyes4j.model.qwenvl;

import org.bytedeco.pytorch.Tensor;

/// How a decoder layer's queries meet keys and values: this is where a cache comes in, and where
/// masks are decided. The layer itself knows neither.
public interface Attention {
  /// Attends within one layer.
  ///
  /// @param layer index from 0
  /// @param q_BHTK rotated queries
  /// @param k_BGTK rotated keys of the same tokens
  /// @param v_BGTK values of the same tokens
  /// @return the mixed values, `B x H x T x K`
  Tensor attend(int layer, Tensor q_BHTK, Tensor k_BGTK, Tensor v_BGTK);
}
