package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.engine.Weights;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.parallel.ParallelAdamW;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.replica.Trained;
import io.github.deepeyes4j.train.run.RunDirectory;
import io.github.deepeyes4j.train.run.RunDirectory.Progress;
import java.io.IOException;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// What is trained, and where it is kept.
///
/// @param group the processes that share it; the first writes
record Policy(
    Trained trained,
    Replicas replicas,
    ParallelAdamW optimizer,
    RunDirectory run,
    ProcessGroup group) {
  /// The weights as they stand; later steps change the same tensors.
  Weights weights() {
    Map<String, Tensor> values = replicas.first().parameters().values();
    return trained
        .lora()
        .<Weights>map(config -> new Weights.Adapter(LoraAdapter.of(config, values)))
        .orElseGet(() -> new Weights.Whole(values));
  }

  /// Writes a checkpoint.
  void save(Progress progress) throws IOException {
    try (PointerScope _ = new PointerScope()) {
      AdamW.State state = optimizer.state();
      Map<String, Tensor> values = replicas.first().parameters().values();
      if (group.isFirst()) {
        run.save(progress, trained::save, values, Map.of(), state);
      }
    }
  }
}
