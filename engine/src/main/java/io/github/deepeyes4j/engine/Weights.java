package io.github.deepeyes4j.engine;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// New values of some of a model's weights.
///
/// @param byName under the names of Hugging Face checkpoints, of the model's shapes
public record Weights(Map<String, Tensor> byName) {
  public Weights {
    byName = Map.copyOf(byName);
  }
}
