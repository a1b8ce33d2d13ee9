package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryStore;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Scored;
import io.github.deepeyes4j.core.score.Score.Unscored;
import io.github.deepeyes4j.core.score.audit.Alarm;
import io.github.deepeyes4j.core.score.audit.StepAudit;
import io.github.deepeyes4j.train.rl.Group.Episode;
import io.github.deepeyes4j.train.track.StepLines;
import io.github.deepeyes4j.train.track.Tracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Tells people and files what a run does: a line a step, figures for the trackers, a line a
/// trajectory in `rollout_data_rank0.jsonl`, and now and then whole trajectories to look at.
final class RlLog implements AutoCloseable {
  private final RlConfig config;
  private final Consumer<String> out;
  private final List<Tracker> trackers;
  private final StepLines rollouts;
  private final long start = System.nanoTime();
  private final List<StepAudit> audits = new ArrayList<>();

  private RlLog(RlConfig config, Consumer<String> out, List<Tracker> trackers, StepLines rollouts) {
    this.config = config;
    this.out = out;
    this.trackers = List.copyOf(trackers);
    this.rollouts = rollouts;
  }

  /// Opens the files of a run.
  ///
  /// @param done steps that the run has done; what is known of later ones is taken out
  static RlLog open(RlConfig config, int done, Consumer<String> out, List<Tracker> trackers)
      throws IOException {
    Path run = Path.of(config.out());
    return new RlLog(
        config, out, trackers, StepLines.open(run.resolve("rollout_data_rank0.jsonl"), done));
  }

  /// Tells of a step, counted from 0.
  void step(int step, StepReport report) throws IOException {
    Map<String, Double> metrics = StepMetrics.of(config, step, report);
    for (Tracker tracker : trackers) {
      tracker.log(step + 1, metrics);
    }
    List<Episode> episodes =
        report.groups().stream().flatMap(group -> group.episodes().stream()).toList();
    for (Group group : report.groups()) {
      for (Episode episode : group.episodes()) {
        rollouts.add(line(step + 1, group.prompt(), episode));
      }
    }
    if ((step + 1) % config.keepEvery() == 0) {
      keep(step + 1, episodes);
    }
    out.accept(line(step + 1, metrics));
    audits.add(report.audit());
    for (Alarm alarm : Alarm.standing(audits, Alarm.Limits.defaults())) {
      out.accept("warning: %s, see docs/rewards.md".formatted(alarm.wireName()));
    }
  }

  /// Tells of a validation after a number of steps.
  void validation(int step, List<Group> groups) throws IOException {
    Map<String, Double> metrics = StepMetrics.ofValidation(groups);
    for (Tracker tracker : trackers) {
      tracker.log(step, metrics);
    }
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
    double perStep = (System.nanoTime() - start) / 1e9 / (audits.size() + 1);
    long left = (long) (perStep * (config.steps() - step));
    return String.format(
        Locale.ROOT,
        "step %d/%d  reward %.3f  acc %.3f  tools %.2f  len %.0f  equal %.2f  norm %.2f  kl %.4f  gap %.5f"
            + "  gen %.0f s  train %.0f s  eta %d:%02d",
        step,
        config.steps(),
        metrics.getOrDefault("critic/score/mean", Double.NaN),
        metrics.get("critic/acc/mean"),
        metrics.get("agent/tool_call_mean"),
        metrics.get("response_length/mean"),
        metrics.get("groups/equal_share"),
        metrics.get("actor/grad_norm"),
        metrics.get("actor/ppo_kl"),
        metrics.get("actor/logprob_gap"),
        metrics.get("timing_s/gen"),
        metrics.get("timing_s/update_actor"),
        left / 3600,
        left / 60 % 60);
  }

  /// One trajectory in the shape that reinforcement-learning dashboards read.
  private static Map<String, Object> line(int step, Prompt prompt, Episode episode) {
    Trajectory trajectory = episode.trajectory();
    List<Float> logprobs = new ArrayList<>();
    List<Integer> tokens = new ArrayList<>();
    for (Generation turn : trajectory.turns().stream().map(t -> t.generation()).toList()) {
      for (int i = 0; i < turn.tokens().length; i++) {
        tokens.add(turn.tokens()[i]);
        logprobs.add(turn.logprobs()[i]);
      }
    }
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("id", trajectory.question().id());
    line.put("data_source", prompt.truth().dataSource());
    line.put("prompt", text(trajectory.prompt()));
    line.put("response", text(trajectory.messages()).substring(text(trajectory.prompt()).length()));
    line.put("response_tokens", tokens);
    line.put("logprobs", logprobs);
    switch (episode.score()) {
      case Scored(double reward, double accuracy, double format, _) -> {
        line.put("reward", reward);
        line.put("acc", accuracy);
        line.put("format", format);
        line.put("token_rewards", rewards(tokens.size(), reward));
      }
      case Unscored(Score.Reason reason, String message) -> {
        line.put("reward", null);
        line.put("unscored", reason.wireName() + ": " + message);
      }
    }
    line.put("ground_truth", prompt.truth().answers());
    line.put("stop", trajectory.stop().wireName());
    line.put("tool_calls", trajectory.toolCalls());
    return line;
  }

  /// The reward stands on the last token.
  private static double[] rewards(int tokens, double reward) {
    double[] rewards = new double[tokens];
    if (tokens > 0) {
      rewards[tokens - 1] = reward;
    }
    return rewards;
  }

  private static String text(List<Message> messages) {
    return messages.stream()
        .map(message -> "%s: %s\n".formatted(message.role().wireName(), message.display()))
        .collect(Collectors.joining());
  }

  private void keep(int step, List<Episode> episodes) throws IOException {
    Path directory = Path.of(config.out()).resolve("trajectories").resolve("step-" + step);
    if (Files.exists(directory.resolve("trajectories.jsonl"))) {
      Files.delete(directory.resolve("trajectories.jsonl"));
    }
    TrajectoryStore store = TrajectoryStore.open(directory);
    for (Episode episode : episodes) {
      store.add(
          episode.trajectory(), episode.score() instanceof Scored scored ? scored.parts() : null);
    }
  }

  @Override
  public void close() throws IOException {
    for (Tracker tracker : trackers) {
      tracker.close();
    }
  }
}
