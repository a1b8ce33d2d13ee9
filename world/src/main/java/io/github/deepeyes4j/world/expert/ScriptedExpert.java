package io.github.deepeyes4j.world.expert;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.world.scene.Scan;
import io.github.deepeyes4j.world.task.Step;
import io.github.deepeyes4j.world.task.Task;
import java.util.List;
import java.util.function.Consumer;

/// Solves one task by its known solution, as a [ChatModel]: the ordinary rollout runs it, so its
/// tools are the real ones. Where a tool did not show what the next turn needs, the expert says so
/// and gives up, and the trajectory is of no use as an example.
public final class ScriptedExpert implements ChatModel {
  /// Rows of a search result at most.
  private static final int MAX_ROWS = 10;

  private final Task task;

  public ScriptedExpert(Task task) {
    this.task = task;
  }

  @Override
  public String id() {
    return "scripted-expert";
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText) {
    long turnsDone =
        request.messages().stream().filter(message -> message.role() == Role.ASSISTANT).count();
    String observation = request.messages().getLast().display();
    String turn = turn(Math.toIntExact(turnsDone), observation);
    onText.accept(turn);
    return Generation.ofText(turn, FinishReason.END_OF_TURN, 0);
  }

  private String turn(int index, String observation) {
    List<Step> steps = task.solution();
    StringBuilder thought = new StringBuilder();
    if (index > 0) {
      thought.append(learned(steps.get(index - 1), observation));
    }
    if (index == steps.size()) {
      return close(thought, "<answer>%s</answer>".formatted(task.answer()));
    }
    return switch (steps.get(index)) {
      case Step.Look(var scene, String finding) -> {
        thought.append(Scan.of(scene)).append('\n').append(finding);
        yield close(thought, "<answer>%s</answer>".formatted(task.answer()));
      }
      case Step.Zoom(var scene, var board, String finding) -> {
        CropBox box = CropBox.around(scene, board);
        thought.append(Scan.of(scene)).append('\n').append(finding);
        thought.append(box.middle(scene.cell(board))).append("\nZoom in.");
        yield close(thought, code(box.code()));
      }
      case Step.Compute(String expression, _) -> {
        thought.append(index > 0 ? " " : "").append("Compute.");
        yield close(thought, code("print(%s)".formatted(expression)));
      }
      case Step.Lookup(String query, _) -> {
        thought.append(index > 0 ? " " : "").append("Search.");
        yield close(
            thought,
            "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"%s\"}}\n</tool_call>"
                .formatted(query.replace("\\", "\\\\").replace("\"", "\\\"")));
      }
    };
  }

  private static String close(StringBuilder thought, String action) {
    return "<think>" + thought + "</think>\n" + action;
  }

  private static String code(String source) {
    return "<code>\n```python\n%s\n```\n</code>".formatted(source);
  }

  /// What the last tool call has shown.
  private static String learned(Step step, String observation) {
    return switch (step) {
      case Step.Look _ -> throw new IllegalStateException("nothing follows a mere look");
      case Step.Zoom(var scene, var board, _) ->
          Scan.text(scene, board, CropBox.around(scene, board).pixels(scene.picture()))
              + "\n"
              + board.text();
      case Step.Compute(_, String result) -> {
        require(observation.contains("\n" + result + "\n"), "the result", observation);
        yield "The result is %s.".formatted(result);
      }
      case Step.Lookup(_, var fact) ->
          "%d. %s.".formatted(row(fact.evidence(), observation), fact.evidence());
    };
  }

  /// The number of the result row that holds the evidence.
  private static int row(String evidence, String observation) {
    int at = observation.indexOf(evidence);
    for (int number = MAX_ROWS; number >= 1 && at >= 0; number--) {
      int row = observation.indexOf("\n%d. [".formatted(number));
      if (row >= 0 && row < at) {
        return number;
      }
    }
    throw new UnsolvedException("%s is not in: %s".formatted(evidence, observation));
  }

  private static void require(boolean seen, String what, String observation) {
    if (!seen) {
      throw new UnsolvedException("%s is not in: %s".formatted(what, observation));
    }
  }

  @Override
  public void close() {}
}
