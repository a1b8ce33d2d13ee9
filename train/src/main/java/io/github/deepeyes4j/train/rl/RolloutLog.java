package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.score.Score;
import io.github.deepeyes4j.core.score.Score.Scored;
import io.github.deepeyes4j.core.score.Score.Unscored;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.train.rl.Group.Episode;
import io.github.deepeyes4j.train.track.StepLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A line a trajectory, in the shape that RL Logging Board reads:
/// `rollouts/rollout_data_rank0.jsonl`, a file a process.
///
/// The board reads every `.jsonl` of a directory and needs a reward in each line. So the file has a
/// directory of its own, and trajectories without a score go to `unscored.jsonl` beside that
/// (`unscored_rank1.jsonl` and so on in further processes).
final class RolloutLog {
  private final Tokenizer tokenizer;
  private final StepLines scored;
  private final StepLines unscored;

  private RolloutLog(Tokenizer tokenizer, StepLines scored, StepLines unscored) {
    this.tokenizer = tokenizer;
    this.scored = scored;
    this.unscored = unscored;
  }

  /// Opens the files of a run.
  ///
  /// @param rank this process's number
  /// @param done steps that the run has done; lines of later ones are taken out
  static RolloutLog open(Path run, int rank, int done, Tokenizer tokenizer) throws IOException {
    Path rollouts = Files.createDirectories(run.resolve("rollouts"));
    return new RolloutLog(
        tokenizer,
        StepLines.open(rollouts.resolve("rollout_data_rank" + rank + ".jsonl"), done),
        StepLines.open(
            run.resolve(rank == 0 ? "unscored.jsonl" : "unscored_rank" + rank + ".jsonl"), done));
  }

  /// Adds an episode of a step, counted from 1.
  ///
  /// @param referenceLogprobs of the tokens that the model wrote; null when no reference has read
  ///   them
  void add(int step, Prompt prompt, Episode episode, float @Nullable [] referenceLogprobs)
      throws IOException {
    Map<String, Object> line = line(step, prompt, episode.trajectory());
    if (referenceLogprobs != null) {
      line.put("ref_logprobs", referenceLogprobs);
    }
    switch (episode.score()) {
      case Scored(double reward, double accuracy, double format, _) -> {
        line.put("reward", reward);
        line.put("token_rewards", rewards(episode.trajectory().generatedTokens(), reward));
        line.put("acc", accuracy);
        line.put("format", format);
        scored.add(line);
      }
      case Unscored(Score.Reason reason, String message) -> {
        line.put("unscored", reason.wireName() + ": " + message);
        unscored.add(line);
      }
    }
  }

  private Map<String, Object> line(int step, Prompt prompt, Trajectory trajectory) {
    List<String> tokens = new ArrayList<>();
    List<Float> logprobs = new ArrayList<>();
    for (Generation turn : trajectory.turns().stream().map(t -> t.generation()).toList()) {
      for (int i = 0; i < turn.tokens().length; i++) {
        tokens.add(tokenizer.decode(turn.tokens()[i]));
        logprobs.add(turn.logprobs()[i]);
      }
    }
    String opening = text(trajectory.prompt());
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("id", trajectory.question().id());
    line.put("data_source", prompt.truth().dataSource());
    line.put("prompt", opening);
    line.put("response", text(trajectory.messages()).substring(opening.length()));
    line.put("response_tokens", tokens);
    line.put("logprobs", logprobs);
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
}
