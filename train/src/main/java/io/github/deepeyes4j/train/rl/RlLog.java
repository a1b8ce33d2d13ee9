package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.metrics.MetricRow;
import io.github.deepeyes4j.core.score.Score.Scored;
import io.github.deepeyes4j.core.score.audit.Alarm;
import io.github.deepeyes4j.core.score.audit.Alarm.Signs;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.train.parallel.ProcessGroup;
import io.github.deepeyes4j.train.rl.Group.Episode;
import io.github.deepeyes4j.train.track.TrackedRun;
import io.github.deepeyes4j.train.track.Trackers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/// Tells people and files what a run does: a line a step, figures for the trackers, a line a
/// trajectory, and now and then whole trajectories to look at.
final class RlLog implements AutoCloseable {
  private final RlConfig config;
  private final Consumer<String> out;
  private final Trackers trackers;
  private final RolloutLog rollouts;
  private final ProcessGroup group;
  private final int done;
  private final long start = System.nanoTime();
  private final List<Signs> signs = new ArrayList<>();
  private Set<Alarm> standing = Set.of();

  private RlLog(
      RlConfig config,
      Consumer<String> out,
      Trackers trackers,
      RolloutLog rollouts,
      ProcessGroup group,
      int done) {
    this.config = config;
    this.out = out;
    this.trackers = trackers;
    this.rollouts = rollouts;
    this.group = group;
    this.done = done;
  }

  /// Opens the files of a run. Every process writes its own trajectories, the first the figures of
  /// all.
  ///
  /// @param done steps that the run has done; what is known of later ones is taken out
  static RlLog open(
      RlConfig config, int done, Tokenizer tokenizer, Consumer<String> out, ProcessGroup group)
      throws IOException {
    Path run = Path.of(config.out());
    RolloutLog rollouts = RolloutLog.open(run, group.rank(), done, tokenizer);
    if (!group.isFirst()) {
      return new RlLog(config, _ -> {}, Trackers.none(), rollouts, group, done);
    }
    Trackers trackers =
        Trackers.open(
            config.tracking(),
            new TrackedRun(run, done, config.steps(), Configs.values(config)),
            out);
    RlLog log = new RlLog(config, out, trackers, rollouts, group, done);
    for (MetricRow row : MetricRow.read(run)) {
      Signs.of(row.metrics()).ifPresent(log.signs::add);
    }
    return log;
  }

  /// Tells of a step, counted from 0.
  void step(int step, StepReport report) throws IOException {
    Map<String, Double> metrics = StepMetrics.of(config, step, report).ofAll(group);
    trackers.log(step + 1, metrics);
    List<Episode> episodes =
        report.groups().stream().flatMap(group -> group.episodes().stream()).toList();
    for (Group group : report.groups()) {
      for (int i = 0; i < group.episodes().size(); i++) {
        rollouts.add(
            step + 1,
            group.prompt(),
            group.episodes().get(i),
            report.learned().referenceLogprobs().get(group.id(i)));
      }
    }
    if ((step + 1) % config.keepEvery() == 0) {
      keep(step + 1, episodes);
    }
    out.accept(line(step + 1, metrics));
    warn(metrics);
  }

  /// Tells of the alarms that did not stand after the step before.
  private void warn(Map<String, Double> metrics) {
    Signs.of(metrics).ifPresent(signs::add);
    Set<Alarm> now = Alarm.standing(signs, Alarm.Limits.defaults());
    for (Alarm alarm : now) {
      if (!standing.contains(alarm)) {
        out.accept("warning: %s, see docs/rewards.md".formatted(alarm.wireName()));
      }
    }
    standing = now;
  }

  /// Tells of a validation after a number of steps.
  void validation(int step, List<Group> groups) throws IOException {
    Map<String, Double> metrics = StepMetrics.ofValidation(groups).ofAll(group);
    trackers.log(step, metrics);
    out.accept(
        "validation after step %d: %s"
            .formatted(
                step,
                metrics.entrySet().stream()
                    .filter(e -> e.getKey().contains("/acc/"))
                    .map(e ->
                        "%s %.3f"
                            .formatted(
                                e.getKey().replaceAll("val-(core/|aux/)?|/?acc/mean@1", ""),
                                e.getValue()))
                    .collect(Collectors.joining("  "))));
  }

  private String line(int step, Map<String, Double> metrics) {
    double perStep = (System.nanoTime() - start) / 1e9 / (step - done);
    long left = (long) (perStep * (config.steps() - step));
    ToDoubleFunction<String> figure = name -> metrics.getOrDefault(name, Double.NaN);
    return String.format(
        Locale.ROOT,
        "step %d/%d  reward %.3f  acc %.3f  tools %.2f  len %.0f  equal %.2f  norm %.2f  kl %.4f  gap %.5f"
            + "  gen %.0f s  train %.0f s  eta %d:%02d",
        step,
        config.steps(),
        figure.applyAsDouble("critic/score/mean"),
        figure.applyAsDouble("critic/acc/mean"),
        figure.applyAsDouble("agent/tool_call_mean"),
        figure.applyAsDouble("response_length/mean"),
        figure.applyAsDouble("groups/equal_share"),
        figure.applyAsDouble("actor/grad_norm"),
        figure.applyAsDouble("actor/ppo_kl"),
        figure.applyAsDouble("actor/logprob_gap"),
        figure.applyAsDouble("timing_s/gen"),
        figure.applyAsDouble("timing_s/update_actor"),
        left / 3600,
        left / 60 % 60);
  }

  private void keep(int step, List<Episode> episodes) throws IOException {
    String name =
        group.isFirst() ? "step-" + step : "step-%d-rank-%d".formatted(step, group.rank());
    Path directory = Path.of(config.out()).resolve("trajectories").resolve(name);
    if (Files.exists(directory.resolve("trajectories.jsonl"))) {
      Files.delete(directory.resolve("trajectories.jsonl"));
    }
    TrajectoryStore store = TrajectoryStore.open(directory);
    for (Episode episode : episodes) {
      store.add(
          episode.trajectory(), episode.score() instanceof Scored scored ? scored.parts() : null);
    }
  }

  /// Draws the curves, to stand beside a checkpoint.
  void draw() throws IOException {
    if (group.isFirst()) {
      trackers.draw();
    }
  }

  @Override
  public void close() throws IOException {
    trackers.close();
  }
}
