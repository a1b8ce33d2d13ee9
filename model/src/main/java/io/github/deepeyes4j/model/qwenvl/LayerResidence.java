package io.github.deepeyes4j.model.qwenvl;

/// Brings the parameters of decoder layers into memory for as long as a layer is computed with, for
/// models that are too large to hold all of them.
public interface LayerResidence {
  /// All layers are there all the time.
  LayerResidence PERMANENT =
      new LayerResidence() {
        @Override
        public void enter(int layer, Pass pass) {}

        @Override
        public void leave(int layer, Pass pass) {}
      };

  /// Which way a pass goes through the layers.
  enum Pass {
    /// From the first to the last, to compute values.
    FORWARD,

    /// From the last to the first, to compute gradients.
    BACKWARD
  }

  /// Called before a layer is computed with.
  ///
  /// @param layer from 0
  void enter(int layer, Pass pass);

  /// Called after it; in a backward pass the layer's gradients are complete.
  void leave(int layer, Pass pass);
}
