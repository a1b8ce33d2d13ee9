package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.model.lora.LoraAdapter;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// New values of what an engine computes with.
public sealed interface Weights {
  /// Values of some of the model's weights. The others stay, and so does an adapter.
  ///
  /// @param byName under the names of Hugging Face checkpoints, of the model's shapes
  record Whole(Map<String, Tensor> byName) implements Weights {
    public Whole {
      byName = Map.copyOf(byName);
    }
  }

  /// An adapter laid over the model for all requests that name none of their own, in the place of
  /// the one before.
  record Adapter(LoraAdapter adapter) implements Weights {}
}
