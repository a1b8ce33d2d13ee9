package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.engine.Weights;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.replica.Trained;
import io.github.deepeyes4j.train.run.RunDirectory;
import io.github.deepeyes4j.train.run.RunDirectory.Progress;
import java.io.IOException;
import java.util.Map;

/// What is trained, and where it is kept.
record Policy(Trained trained, Replicas replicas, AdamW optimizer, RunDirectory run) {
  /// The weights as they stand; later steps change the same tensors.
  Weights weights() {
    return new Weights(trained.weights(replicas.first().parameters().views()));
  }

  /// Writes a checkpoint.
  void save(Progress progress) throws IOException {
    run.save(progress, trained::save, replicas.first().parameters().views(), Map.of(), optimizer);
  }
}
