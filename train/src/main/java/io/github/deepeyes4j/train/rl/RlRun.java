package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.train.parallel.ParallelAdamW;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.parallel.TrainedParameters;
import io.github.deepeyes4j.train.run.RunDirectory;
import io.github.deepeyes4j.train.run.RunDirectory.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A run of reinforcement learning with all that it needs, from its last checkpoint or its start.
public final class RlRun implements AutoCloseable {
  private final RlConfig config;
  private final ProcessGroup group;
  private final Models models;
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
    this.models = Models.open(config, run, group);
    TrainedParameters parameters = models.replicas().first().parameters();
    ParallelAdamW optimizer = new ParallelAdamW(parameters, config.adamw());
    Progress progress = run.restore(parameters.size(), optimizer::restore);
    this.done = progress.step();
    group.requireSame(config.out() + ": the steps done", done);
    this.log = RlLog.open(config, done, models.loaded().tokenizer(), out, group);
    this.actor = actor(environment, progress.cursor(), onEpisode);
    this.trainer =
        new RlTrainer(
            config,
            actor,
            learner(optimizer),
            new Policy(models.trained(), models.replicas(), optimizer, run, group),
            log,
            group);
  }

  private Learner learner(ParallelAdamW optimizer) {
    LoadedModel loaded = models.loaded();
    return new Learner(
        config,
        new TrainingSamples(
            new ChatEncoder(loaded.tokenizer(), loaded.imageProcessor()),
            config.algorithm(),
            config.updates(),
            config.algorithm().miniBatch() / group.size()),
        new PolicyUpdate(
            models.replicas(),
            group,
            optimizer,
            config.algorithm(),
            models.reference(),
            config.batchTokens()),
        group);
  }

  private Actor actor(RlEnvironment environment, long cursor, Consumer<RolloutProgress> onEpisode) {
    LoadedModel loaded = models.loaded();
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
  /// @throws io.github.deepeyes4j.train.replica.NotFiniteException when an update has no finite
  ///   gradients
  public void train(BooleanSupplier stop) throws InterruptedException, IOException {
    trainer.run(done, stop);
  }

  @Override
  public void close() throws IOException {
    // Before the actor: its engine closes the model whose tensors replicas may share.
    models.replicas().close();
    actor.close();
    log.close();
  }
}
