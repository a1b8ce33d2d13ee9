package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.model.lora.LoraConfig;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.Checkpoint;
import io.github.deepeyes4j.train.parallel.ParallelConfig;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.parallel.TrainedParameters;
import io.github.deepeyes4j.train.replica.Replica;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.replica.Trained;
import io.github.deepeyes4j.train.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a run computes with. A run that trains an adapter has its base in memory once: what
/// replicas and reference hold frozen are the tensors of the engine's model. That one is to be
/// closed last.
///
/// @param loaded the engine's
/// @param trained what the replicas train
/// @param reference the model that the run started from, which the policy is to stay near; null
///   when it is to stay near none
record Models(LoadedModel loaded, Trained trained, Replicas replicas, @Nullable Replica reference) {

  /// Loads all of a run, from its last checkpoint or its start.
  ///
  /// @param group the processes that share it
  static Models open(RlConfig config, RunDirectory run, ProcessGroup group) throws IOException {
    Path start = Path.of(config.from());
    Path directory = config.lora() == null ? run.weights() : start;
    if (LoraConfig.isAt(directory)) {
      throw new BadInputException(
          directory + ": an adapter, not a model; 'deepeyes merge' makes one of it");
    }
    LoadedModel loaded = LoadedModel.load(directory, config.computing().placement());
    Replica reference =
        config.algorithm().klWeight() == 0
            ? null
            : reference(config, directory.equals(start) ? Optional.of(loaded) : Optional.empty());
    Optional<Path> earlier = run.lastCheckpoint();
    if (config.lora() != null) {
      Trained trained = Trained.adapter(loaded.model(), config.plan(), earlier);
      return new Models(loaded, trained, replicas(trained, loaded, config, group), reference);
    }
    Placement reading = config.plan().reading();
    try (Checkpoint checkpoint = Checkpoint.open(directory, reading)) {
      QwenVl model = new QwenVl(loaded.model().config(), checkpoint, reading);
      Trained trained = Trained.of(model, config.plan(), earlier);
      return new Models(loaded, trained, replicas(trained, loaded, config, group), reference);
    }
  }

  private static Replicas replicas(
      Trained trained, LoadedModel loaded, RlConfig config, ProcessGroup group) {
    return new Replicas(
        Stream.generate(() -> replica(trained, loaded, config.parallel(), group))
            .limit(config.workers())
            .toList());
  }

  private static Replica replica(
      Trained trained, LoadedModel loaded, @Nullable ParallelConfig parallel, ProcessGroup group) {
    return new Replica(
        trained,
        TrainedParameters.of(trained.initial(), trained.compute().placement(), parallel, group),
        loaded.imageProcessor());
  }

  /// @param start the model that the run started from, when it is loaded already
  private static Replica reference(RlConfig config, Optional<LoadedModel> start) {
    if (start.isPresent()) {
      return reference(Trained.nothing(start.get().model(), config.computing()), start.get());
    }
    Placement reading = new Placement(Placement.CPU_FP32.device(), config.computing().precision());
    try (LoadedModel model = LoadedModel.load(Path.of(config.from()), reading)) {
      return reference(Trained.nothing(model.model(), config.computing()).copied(), model);
    }
  }

  private static Replica reference(Trained nothing, LoadedModel model) {
    return replica(nothing, model, null, new SingleProcess());
  }
}
