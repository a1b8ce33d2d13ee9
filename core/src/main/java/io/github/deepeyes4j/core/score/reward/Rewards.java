package io.github.deepeyes4j.core.score.reward;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.score.GroundTruth;
import io.github.deepeyes4j.core.score.Judge;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.Judge.Judgement;
import io.github.deepeyes4j.core.score.RewardFunction;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Reason;
import io.github.deepeyes4j.core.score.Score.Scored;
import io.github.deepeyes4j.core.score.Score.Unscored;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The reward of an episode, by its data source (DeepEyesV2, arXiv 2511.05271, and its released
/// weights): accuracy by a judge, format by counting tags, and, for pilot experiments, a bonus for
/// tools.
///
/// An episode that ran into a limit earns what its response is worth, accuracy 0 when it has no
/// answer. One that failed through no fault of the model is not scored.
public final class Rewards implements RewardFunction {
  private final RewardConfig config;
  private final Judge consistency;
  private final Judge maths;

  /// @param consistency judges answers of `perception` and `search`
  /// @param maths judges answers of `reason`
  public Rewards(RewardConfig config, Judge consistency, Judge maths) {
    this.config = config;
    this.consistency = consistency;
    this.maths = maths;
  }

  @Override
  public Score score(Trajectory trajectory, GroundTruth truth) throws InterruptedException {
    RewardKind kind = config.kind(truth.dataSource());
    Optional<Unscored> excluded = excluded(trajectory, truth);
    if (excluded.isPresent()) {
      return excluded.get();
    }
    Reading reading =
        switch (config.variant()) {
          case FIXED -> GeneratedReading.of(trajectory, kind);
          case RELEASED -> ReleasedReading.of(trajectory, kind);
        };
    boolean toolRan = toolRan(trajectory);
    if (reading.claim().isEmpty()) {
      return earned(0, reading, toolRan);
    }
    Judgement judgement =
        judge(kind)
            .judge(new Claim(trajectory.question().text(), truth.answers(), reading.claim().get()));
    return switch (judgement.verdict()) {
      case RIGHT -> earned(1, reading, toolRan);
      case WRONG -> earned(0, reading, toolRan);
      case UNPARSABLE -> new Unscored(Reason.JUDGE_UNPARSABLE, judgement.grounds());
      case UNAVAILABLE -> new Unscored(Reason.JUDGE_UNAVAILABLE, judgement.grounds());
    };
  }

  private Judge judge(RewardKind kind) {
    return switch (kind) {
      case PERCEPTION, SEARCH -> consistency;
      case REASON -> maths;
    };
  }

  private static Optional<Unscored> excluded(Trajectory trajectory, GroundTruth truth) {
    if (trajectory.stop() == StopReason.INFRASTRUCTURE) {
      return Optional.of(
          new Unscored(
              Reason.INFRASTRUCTURE, trajectory.failure().orElse("a tool or the model failed")));
    }
    if (trajectory.stop() == StopReason.CANCELLED) {
      return Optional.of(new Unscored(Reason.CANCELLED, "the episode was stopped"));
    }
    if (truth.answers().isEmpty()) {
      return Optional.of(
          new Unscored(
              Reason.NO_GROUND_TRUTH, trajectory.question().id() + " has no accepted answer"));
    }
    return Optional.empty();
  }

  /// Whether a tool did what it was asked: its status is `ok`.
  private static boolean toolRan(Trajectory trajectory) {
    return trajectory.turns().stream()
        .flatMap(turn -> turn.observed().stream())
        .anyMatch(observation -> observation.status() == ToolStatus.OK);
  }

  private Scored earned(double accuracy, Reading reading, boolean toolRan) {
    double format = reading.wellFormed() ? 1 : 0;
    double kept = reading.searched() ? 1 - config.searchPenalty() : 1;
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("accuracy", config.accuracyWeight() * accuracy * kept);
    parts.put("format", config.formatWeight() * format);
    boolean bonus =
        toolRan
            && switch (config.toolBonus().when()) {
              case NEVER -> false;
              case ALWAYS -> true;
              case IF_CORRECT -> accuracy == 1;
            };
    if (bonus) {
      parts.put("tool", config.toolBonus().weight());
    }
    double reward = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    return new Scored(reward, accuracy, format, parts);
  }
}
