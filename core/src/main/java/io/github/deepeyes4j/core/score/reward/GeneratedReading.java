package io.github.deepeyes4j.core.score.reward;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what the model wrote, turn by turn; the answer is the one that ended the episode.
///
/// Tags that a tool printed count for nothing, and an unbalanced turn cannot be made good by
/// another one.
final class GeneratedReading {
  private GeneratedReading() {}

  static Reading of(Trajectory trajectory, RewardKind kind) {
    boolean searched =
        kind == RewardKind.SEARCH
            && trajectory.turns().stream().map(Turn::action).anyMatch(GeneratedReading::isSearch);
    Optional<String> answer =
        trajectory.stop() == StopReason.ANSWER ? trajectory.answer() : Optional.empty();
    if (answer.filter(kind::tooLong).isPresent()) {
      return Reading.rejected(searched);
    }
    boolean wellFormed = answer.isPresent() && isWellFormed(texts(trajectory.turns()), kind);
    return new Reading(wellFormed, answer, searched);
  }

  private static boolean isSearch(Action action) {
    return switch (action) {
      case Action.Search _, Action.ImageSearch _ -> true;
      case Action.Answer _, Action.Code _, Action.Invalid _, Action.None _ -> false;
    };
  }

  /// The turns as written, the first one without spaces before it.
  private static List<String> texts(List<Turn> turns) {
    List<String> texts =
        new ArrayList<>(turns.stream().map(turn -> turn.generation().turn()).toList());
    texts.set(0, Reading.opened(texts.getFirst().stripLeading()));
    return texts;
  }

  private static boolean isWellFormed(List<String> turns, RewardKind kind) {
    return turns.stream()
            .allMatch(turn ->
                Reading.balanced(turn, "think")
                    && Reading.balanced(turn, "code")
                    && (kind != RewardKind.SEARCH || Reading.balanced(turn, "tool_call")))
        && Reading.balanced(Reading.afterThought(turns.getLast()), "answer");
  }
}
