package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.weights.Checkpoint;
import io.github.deepeyes4j.train.parallel.ParallelAdamW;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.parallel.SingleProcess;
import io.github.deepeyes4j.train.parallel.TrainedParameters;
import io.github.deepeyes4j.train.replica.Replica;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.replica.Trained;
import io.github.deepeyes4j.train.run.RunDirectory;
import io.github.deepeyes4j.train.run.RunDirectory.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A run of reinforcement learning with all that it needs, from its last checkpoint or its start.
public final class RlRun implements AutoCloseable {
  private final RlConfig config;
  private final ProcessGroup group;
  private final Replicas replicas;
  private final Actor actor;
  private final RlLog log;
  private final RlTrainer trainer;
  private final int done;

  /// Opens a run.
  ///
  /// @param group the processes that share the run
  /// @param out where a line a step goes
  /// @param onEpisode hears of each episode that has ended, on its thread
  public RlRun(
      RlConfig config,
      RlEnvironment environment,
      ProcessGroup group,
      Consumer<String> out,
      Consumer<RolloutProgress> onEpisode)
      throws IOException {
    config.requireShared(group.size());
    this.config = config;
    this.group = group;
    RunDirectory run = RunDirectory.open(Path.of(config.out()), Path.of(config.from()));
    Path directory = config.lora() == null ? run.weights() : Path.of(config.from());
    LoadedModel loaded = LoadedModel.load(directory, config.computing().placement());
    QwenVlConfig shape = loaded.model().config();
    Trained trained;
    try (Checkpoint checkpoint = Checkpoint.open(directory, config.plan().reading())) {
      QwenVl model = new QwenVl(shape, checkpoint, config.plan().reading());
      trained = Trained.of(model, config.plan(), run.lastCheckpoint());
      this.replicas =
          new Replicas(
              Stream.generate(
                      () -> new Replica(trained, parameters(trained), loaded.imageProcessor()))
                  .limit(config.workers())
                  .toList());
    }
    TrainedParameters parameters = replicas.first().parameters();
    ParallelAdamW optimizer = new ParallelAdamW(parameters, config.adamw());
    Progress progress = run.restore(parameters.size(), optimizer::restore);
    this.done = progress.step();
    group.requireSame(config.out() + ": the steps done", done);
    this.log = RlLog.open(config, done, loaded.tokenizer(), out, group);
    this.actor = actor(loaded, environment, progress.cursor(), onEpisode);
    this.trainer =
        new RlTrainer(
            config,
            actor,
            learner(loaded, optimizer),
            new Policy(trained, replicas, optimizer, run, group),
            log,
            group);
  }

  private TrainedParameters parameters(Trained trained) {
    return TrainedParameters.of(
        trained.initial(), trained.compute().placement(), config.parallel(), group);
  }

  private Learner learner(LoadedModel loaded, ParallelAdamW optimizer) {
    return new Learner(
        config,
        new TrainingSamples(
            new ChatEncoder(loaded.tokenizer(), loaded.imageProcessor()),
            config.algorithm(),
            config.algorithm().miniBatch() / group.size()),
        new PolicyUpdate(
            replicas, group, optimizer, config.algorithm(), reference(), config.batchTokens()),
        group);
  }

  /// The model that the run started from, when the policy is to stay near it.
  private @Nullable Replica reference() {
    if (config.algorithm().klWeight() == 0) {
      return null;
    }
    Trained.Plan plan = new Trained.Plan(config.from(), "", 0, List.of(), null, config.computing());
    try (LoadedModel start = LoadedModel.load(Path.of(config.from()), plan.reading())) {
      Trained frozen = Trained.of(start.model(), plan, Optional.empty());
      return new Replica(
          frozen,
          TrainedParameters.of(
              frozen.initial(), config.computing().placement(), null, new SingleProcess()),
          start.imageProcessor());
    }
  }

  private Actor actor(
      LoadedModel loaded,
      RlEnvironment environment,
      long cursor,
      Consumer<RolloutProgress> onEpisode) {
    EngineChatModel model =
        EngineChatModel.start(
            "policy",
            loaded,
            config.rollouts().concurrent(),
            config.rollouts().contextOf(loaded.model().config().text()));
    Rollouts rollouts =
        new Rollouts(
            new Rollout(
                model,
                environment.codeRunner(),
                environment.search(),
                environment.protocol(),
                Limits.defaults()),
            environment.reward(),
            config.rollouts().concurrent(),
            onEpisode);
    return new Actor(
        model,
        rollouts,
        new Experience(rollouts, environment.prompts(), config, group, cursor),
        environment,
        config.rollouts().turnTokens(),
        group);
  }

  /// Trains to the end of the schedule, or until `stop` says so between two steps; saves either
  /// way.
  ///
  /// @throws NotFiniteException when an update has no finite gradients
  public void train(BooleanSupplier stop) throws InterruptedException, IOException {
    trainer.run(done, stop);
  }

  @Override
  public void close() throws IOException {
    actor.close();
    replicas.close();
    log.close();
  }
}
