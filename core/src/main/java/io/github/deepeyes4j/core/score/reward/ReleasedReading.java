package io.github.deepeyes4j.core.score.reward;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the whole decoded response, observations and the frame of the conversation included, as
/// the released reward code does. Kept for comparison: tags inside observations count, and an
/// answer that code printed can be taken for the model's.
final class ReleasedReading {
  /// What the consistency judge is given in place of a missing answer.
  private static final String MISSING = "None";

  private ReleasedReading() {}

  static Reading of(Trajectory trajectory, RewardKind kind) {
    String response = Reading.opened(response(trajectory.turns()));
    String tail = Reading.afterThought(response);
    boolean searched = kind == RewardKind.SEARCH && response.contains("<tool_call>");
    Optional<String> answer = firstAnswer(tail);
    if (answer.filter(kind::tooLong).isPresent()) {
      return Reading.rejected(searched);
    }
    boolean wellFormed =
        Reading.balanced(response, "think")
            && Reading.balanced(response, "code")
            && (kind != RewardKind.SEARCH || Reading.balanced(response, "tool_call"))
            && Reading.balanced(tail, "answer")
            && answer.filter(text -> !text.isEmpty()).isPresent();
    Optional<String> claim =
        kind == RewardKind.REASON ? answer : answer.or(() -> Optional.of(MISSING));
    return new Reading(wellFormed, claim, searched);
  }

  /// The response as the trainer decodes it: every turn, and each observation in its frame.
  private static String response(List<Turn> turns) {
    return turns.stream()
        .map(turn ->
            turn.generation().turn()
                + turn.observed()
                    .map(seen ->
                        "<|im_end|>\n<|im_start|>user\n%s<|im_end|>\n<|im_start|>assistant\n"
                            .formatted(seen.text()))
                    .orElse("<|im_end|>"))
        .collect(Collectors.joining());
  }

  private static Optional<String> firstAnswer(String text) {
    int open = text.indexOf("<answer>");
    int close = open < 0 ? -1 : text.indexOf("</answer>", open);
    return close < 0
        ? Optional.empty()
        : Optional.of(text.substring(open + "<answer>".length(), close).strip());
  }
}
