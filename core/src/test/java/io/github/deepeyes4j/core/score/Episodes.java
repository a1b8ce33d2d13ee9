package io.github.deepeyes4j.core.score;

import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.Turn;
import io.github.deepeyes4j.core.agent.TurnParser;
import io.github.deepeyes4j.core.agent.TurnParser.ParsedTurn;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.image.Picture;
import java.util.ArrayList;
import java.util.List;

/// Trajectories written down turn by turn, for tests.
public final class Episodes {
  private static final Picture PICTURE = Picture.ofRgb(4, 3, new byte[36]);

  private final List<Turn> turns = new ArrayList<>();

  /// Begins an episode without turns.
  public static Episodes begin() {
    return new Episodes();
  }

  /// A turn of any text, and what it was shown.
  public Episodes turn(String text, Observation observation) {
    return add(text, observation);
  }

  /// A turn that runs code which prints `stdout`.
  public Episodes code(String thought, String source, String stdout) {
    return code(thought, source, new CellResult(ToolStatus.OK, stdout, "", List.of(), 0));
  }

  /// A turn that runs code which shows a picture.
  public Episodes showing(String thought, String source) {
    return code(thought, source, new CellResult(ToolStatus.OK, "", "", List.of(PICTURE), 0));
  }

  /// A turn that runs code.
  public Episodes code(String thought, String source, CellResult result) {
    String text =
        "<think>%s</think>\n<code>\n```python\n%s\n```\n</code>".formatted(thought, source);
    return add(text, Observations.code(result, Limits.defaults(), 0));
  }

  /// A turn that searches.
  public Episodes search(String thought, String query, String found) {
    String text =
        "<think>%s</think>\n<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"%s\"}}\n</tool_call>"
            .formatted(thought, query);
    return add(
        text,
        Observation.text("<tool_response>\n%s\n</tool_response>".formatted(found), ToolStatus.OK));
  }

  /// The last turn: a thought and an answer.
  public Trajectory answer(String thought, String answer) {
    return end("<think>%s</think>\n<answer>%s</answer>".formatted(thought, answer));
  }

  /// The last turn, of any text.
  public Trajectory end(String text) {
    ParsedTurn parsed = TurnParser.parse(text);
    add(text, null);
    return stop(
        parsed.action() instanceof Action.Answer ? StopReason.ANSWER : StopReason.NO_ACTION);
  }

  /// The episode as it stands, stopped for a reason.
  public Trajectory stop(StopReason reason) {
    return new Trajectory(
        new Question("q1", "What is on the sign?", List.of(PICTURE)),
        List.of(),
        turns,
        reason,
        "scripted",
        "protocol",
        0,
        1,
        reason == StopReason.INFRASTRUCTURE ? "code failed 3 times in a row" : null);
  }

  private Episodes add(String text, @org.jspecify.annotations.Nullable Observation observation) {
    ParsedTurn parsed = TurnParser.parse(text);
    turns.add(
        new Turn(
            Generation.ofText(text, FinishReason.END_OF_TURN, 0),
            parsed.thought(),
            parsed.action(),
            observation,
            0));
    return this;
  }
}
