package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.engine.Weights;
import io.github.deepeyes4j.train.optim.AdamW;
import io.github.deepeyes4j.train.replica.Replicas;
import io.github.deepeyes4j.train.rl.Algorithm.OldLogprobs;
import io.github.deepeyes4j.train.sft.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The side that learns: turns a step's groups into updates of the policy, and keeps it.
final class Learner {
  private final RlConfig config;
  private final TrainingSamples samples;
  private final PolicyUpdate policy;
  private final Replicas replicas;
  private final AdamW optimizer;
  private final RunDirectory run;

  Learner(
      RlConfig config,
      TrainingSamples samples,
      PolicyUpdate policy,
      Replicas replicas,
      AdamW optimizer,
      RunDirectory run) {
    this.config = config;
    this.samples = samples;
    this.policy = policy;
    this.replicas = replicas;
    this.optimizer = optimizer;
    this.run = run;
  }

  /// Learns from the groups of a step, counted from 0.
  UpdateReport learn(List<Group> groups, int step, StepTimes times) throws InterruptedException {
    List<List<TrainingSample>> updates = samples.of(groups);
    if (config.algorithm().oldLogprobs() == OldLogprobs.TRAINER) {
      updates = times.measure("old_log_prob", compared(updates));
    }
    double rate = config.learningRate().rate(step);
    return times.measure("update_actor", moved(updates, rate));
  }

  /// All before the first update: later ones compare with the policy that the step began with.
  private StepTimes.Work<List<List<TrainingSample>>> compared(List<List<TrainingSample>> updates) {
    return () -> {
      List<List<TrainingSample>> compared = new ArrayList<>();
      for (List<TrainingSample> update : updates) {
        compared.add(policy.comparedWithNow(update));
      }
      return compared;
    };
  }

  private StepTimes.Work<UpdateReport> moved(List<List<TrainingSample>> updates, double rate) {
    return () -> {
      UpdateReport report = UpdateReport.NONE;
      for (List<TrainingSample> update : updates) {
        UpdateReport next = policy.step(update, rate, config.clip());
        report = report.plus(report.updates() == 0 ? next : next.withoutGap());
      }
      return report;
    };
  }

  /// The policy as it stands; later steps change the same tensors.
  Weights weights() {
    return new Weights(replicas.first().parameters().views());
  }

  /// Writes a checkpoint after a number of steps.
  void save(int steps) throws IOException {
    run.save(steps, replicas.first().parameters(), optimizer);
  }
}
