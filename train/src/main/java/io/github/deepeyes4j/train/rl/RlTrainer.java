package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.metrics.Figure;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.run.RunDirectory.Progress;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/// Agentic reinforcement learning: roll groups of episodes out, compare each episode with its
/// group, move the policy, hand its weights to the engine.
///
/// Every process does so with its share of a step's prompts, its own engine and its own tools;
/// updates and figures are those of all.
///
/// A step's prompts and seeds depend on the run's seed and their numbers alone; a run that was
/// killed goes on from its last checkpoint with the prompts that no saved step has used.
final class RlTrainer {
  private final RlConfig config;
  private final Actor actor;
  private final Learner learner;
  private final Policy policy;
  private final RlLog log;
  private final ProcessGroup group;

  /// @param group the processes that share the run
  RlTrainer(
      RlConfig config, Actor actor, Learner learner, Policy policy, RlLog log, ProcessGroup group) {
    this.config = config;
    this.actor = actor;
    this.learner = learner;
    this.policy = policy;
    this.log = log;
    this.group = group;
  }

  /// Trains to the end of the schedule, or until `stop` says so between two steps in any process;
  /// saves either way.
  ///
  /// @param done steps that an earlier run has done
  void run(int done, BooleanSupplier stop) throws InterruptedException, IOException {
    int step = done;
    publish();
    if (step == 0) {
      validate(step);
    }
    while (step < config.steps() && !group.any(stop.getAsBoolean())) {
      StepTimes times = new StepTimes();
      int left = config.steps() - step;
      List<Group> groups = times.measure("gen", () -> actor.next(left));
      Learned learned = learner.learn(groups, step, times);
      publish();
      Map<String, Figure> audit = times.measure("audit", () -> actor.audit(groups));
      log.step(step, new StepReport(groups, actor.dropped(), learned, times, audit));
      step++;
      if (step % config.saveEvery() == 0) {
        save(step);
      }
      if (config.validation() != null && step % config.validation().every() == 0) {
        validate(step);
      }
    }
    save(step);
    group.barrier();
  }

  /// Hands the weights to the engine, which copies them.
  private void publish() throws InterruptedException {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      actor.follow(policy.weights());
    }
  }

  private void save(int step) throws IOException {
    policy.save(new Progress(step, actor.used()));
    log.draw();
  }

  private void validate(int step) throws InterruptedException, IOException {
    if (config.validation() != null) {
      log.validation(step, actor.validate(step, config.validation().count()));
    }
  }
}
