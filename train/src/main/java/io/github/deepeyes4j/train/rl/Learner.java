package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.rl.Algorithm.OldLogprobs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The side that learns: turns a step's groups into updates of the policy.
final class Learner {
  private final RlConfig config;
  private final TrainingSamples samples;
  private final PolicyUpdate policy;
  private final ProcessGroup group;

  /// @param group the processes that share the updates
  Learner(RlConfig config, TrainingSamples samples, PolicyUpdate policy, ProcessGroup group) {
    this.config = config;
    this.samples = samples;
    this.policy = policy;
    this.group = group;
  }

  /// Learns from the groups of a step, counted from 0.
  Learned learn(List<Group> groups, int step, StepTimes times) throws InterruptedException {
    List<List<TrainingSample>> updates = new ArrayList<>();
    for (List<TrainingSample> update : samples.of(groups)) {
      if (group.any(!update.isEmpty())) {
        updates.add(update);
      }
    }
    if (config.algorithm().oldLogprobs() == OldLogprobs.TRAINER) {
      updates = times.measure("old_log_prob", compared(updates, policy::comparedWithNow));
    }
    if (config.algorithm().klWeight() > 0) {
      updates = times.measure("ref", compared(updates, policy::comparedWithReference));
    }
    double rate = config.learningRate().rate(step);
    UpdateReport report = times.measure("update_actor", moved(updates, rate));
    return new Learned(report, referenceLogprobs(updates));
  }

  /// Tells the samples of an update what a model makes of them.
  private interface Comparison {
    List<TrainingSample> of(List<TrainingSample> update) throws InterruptedException;
  }

  /// All before the first update: later ones compare with the policy that the step began with.
  private static StepTimes.Work<List<List<TrainingSample>>> compared(
      List<List<TrainingSample>> updates, Comparison comparison) {
    return () -> {
      List<List<TrainingSample>> compared = new ArrayList<>();
      for (List<TrainingSample> update : updates) {
        compared.add(comparison.of(update));
      }
      return compared;
    };
  }

  private static Map<EpisodeId, float[]> referenceLogprobs(List<List<TrainingSample>> updates) {
    Map<EpisodeId, float[]> all = new HashMap<>();
    for (List<TrainingSample> update : updates) {
      for (TrainingSample sample : update) {
        if (sample.referenceLogprobs() != null) {
          all.put(sample.episode(), sample.ofActionTokens(sample.referenceLogprobs()));
        }
      }
    }
    return all;
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
}
