package io.github.deepeyes4j.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RolloutTest {
  private static final String CODE = "<think>t</think><code>\n```python\nx\n```\n</code>";
  private static final String ANSWER = "<answer>1</answer>";
  private static final Picture PICTURE = Picture.ofRgb(4, 3, new byte[36]);
  private static final Protocol PROTOCOL = new Protocol("S", "{question}!", true, true);
  private static final Question QUESTION = new Question("id", "Q", List.of(PICTURE));

  /// A code runner that answers by a function and counts its sessions.
  private static class FakeRunner implements CodeRunner {
    private final Function<String, CellResult> answer;
    int opened;
    int closed;

    FakeRunner(Function<String, CellResult> answer) {
      this.answer = answer;
    }

    @Override
    public CodeSession open(List<Picture> pictures) {
      opened++;
      return new CodeSession() {
        @Override
        public CellResult run(String code, Duration timeout) {
          return answer.apply(code);
        }

        @Override
        public void close() {
          closed++;
        }
      };
    }

    @Override
    public void close() {}
  }

  private static CellResult print(String code) {
    return new CellResult(ToolStatus.OK, code, "", List.of(), 0);
  }

  private static Trajectory run(ScriptedChatModel model, Function<String, CellResult> code) {
    return new Rollout(model, new FakeRunner(code), SearchClient.off(), PROTOCOL, Limits.defaults())
        .run(QUESTION, Sampling.greedy(10));
  }

  @Test
  void runsCodeAndReadsItsOutput() {
    ScriptedChatModel model = new ScriptedChatModel(CODE, ANSWER);
    Trajectory trajectory = run(model, RolloutTest::print);
    assertThat(trajectory.stop()).isEqualTo(StopReason.ANSWER);
    assertThat(trajectory.answer()).contains("1");
    assertThat(trajectory.turns()).hasSize(2);
    assertThat(trajectory.toolCalls()).isEqualTo(1);
    assertThat(model.requests.get(1).messages().getLast().display()).contains("```\nx\n```");
    assertThat(model.requests.get(0).prefill()).isEmpty();
    assertThat(model.requests.get(1).prefill()).isEqualTo("<think>");
  }

  @Test
  void opensWithPicturesAndTheirSizes() {
    ScriptedChatModel model = new ScriptedChatModel(ANSWER);
    run(model, RolloutTest::print);
    assertThat(model.requests.getFirst().messages().getLast().display())
        .isEqualTo("<image>image_1: 4x3\nQ!");
  }

  @Test
  void hintsOnceThenStops() {
    Trajectory trajectory = run(new ScriptedChatModel("hm", "hm"), RolloutTest::print);
    assertThat(trajectory.stop()).isEqualTo(StopReason.NO_ACTION);
    assertThat(trajectory.turns().getFirst().observed().orElseThrow().text())
        .startsWith("Error: Your turn contains no action.")
        .contains("<answer>");
  }

  @Test
  void goesOnAfterAHint() {
    assertThat(run(new ScriptedChatModel("hm", ANSWER), RolloutTest::print).answer()).contains("1");
  }

  @Test
  void tellsAboutInvalidCallsAndGoesOn() {
    Trajectory trajectory =
        run(new ScriptedChatModel("<tool_call>{}</tool_call>", ANSWER), RolloutTest::print);
    assertThat(trajectory.turns().getFirst().observed().orElseThrow().status())
        .isEqualTo(ToolStatus.BAD_REQUEST);
    assertThat(trajectory.stop()).isEqualTo(StopReason.ANSWER);
  }

  @Test
  void stopsAfterTheLastTurn() {
    String[] turns = java.util.Collections.nCopies(9, CODE).toArray(String[]::new);
    Trajectory trajectory = run(new ScriptedChatModel(turns), RolloutTest::print);
    assertThat(trajectory.stop()).isEqualTo(StopReason.MAX_TURNS);
    assertThat(trajectory.turns()).hasSize(9);
  }

  @Test
  void stopsWhenATurnIsCutByItsLength() {
    ScriptedChatModel model =
        new ScriptedChatModel().then(Generation.ofText(ANSWER, FinishReason.LENGTH, 0));
    Trajectory trajectory = run(model, RolloutTest::print);
    assertThat(trajectory.stop()).isEqualTo(StopReason.LENGTH);
  }

  @Test
  void stopsWhenTheContextIsFull() {
    ScriptedChatModel model =
        new ScriptedChatModel(CODE).then(Generation.ofText("", FinishReason.CONTEXT_FULL, 0));
    Trajectory trajectory = run(model, RolloutTest::print);
    assertThat(trajectory.stop()).isEqualTo(StopReason.CONTEXT_FULL);
    assertThat(trajectory.turns()).hasSize(1);
  }

  @Test
  void survivesTwoSandboxFailuresAndStopsAtTheThird() {
    Trajectory trajectory =
        run(new ScriptedChatModel(CODE, CODE, CODE), _ -> CellResult.unavailable("down"));
    assertThat(trajectory.stop()).isEqualTo(StopReason.INFRASTRUCTURE);
    assertThat(trajectory.turns()).hasSize(3);
    assertThat(trajectory.failure()).contains("code failed 3 times in a row");
    List<Boolean> works = new ArrayList<>(List.of(false, false, true));
    Trajectory recovered =
        run(
            new ScriptedChatModel(CODE, CODE, CODE, ANSWER),
            code -> works.removeFirst() ? print(code) : CellResult.unavailable("down"));
    assertThat(recovered.stop()).isEqualTo(StopReason.ANSWER);
  }

  @Test
  void aDeadModelIsInfrastructure() {
    FakeRunner runner = new FakeRunner(RolloutTest::print);
    ScriptedChatModel dead =
        new ScriptedChatModel() {
          @Override
          public Generation generate(
              io.github.deepeyes4j.core.chat.ChatRequest request,
              java.util.function.Consumer<String> onText) {
            throw new ModelUnavailableException("http://x: refused");
          }
        };
    Trajectory trajectory =
        new Rollout(dead, runner, SearchClient.off(), PROTOCOL, Limits.defaults())
            .run(QUESTION, Sampling.greedy(10));
    assertThat(trajectory.stop()).isEqualTo(StopReason.INFRASTRUCTURE);
    assertThat(trajectory.failure()).contains("http://x: refused");
    assertThat(runner.closed).isEqualTo(runner.opened).isEqualTo(1);
  }

  @Test
  void namesAnUnknownPicture() {
    Trajectory trajectory =
        run(
            new ScriptedChatModel(
                "<tool_call>{\"name\": \"image_search\", \"arguments\": {\"image\": \"image_9\"}}"
                    + "</tool_call>",
                ANSWER),
            RolloutTest::print);
    assertThat(trajectory.turns().getFirst().observed().orElseThrow().text())
        .isEqualTo("Error: there is no picture named image_9, only image_1 to image_1.");
  }

  @Test
  void interruptionCancels() {
    Function<String, CellResult> interrupted =
        code -> {
          Thread.currentThread().interrupt();
          return print(code);
        };
    Trajectory trajectory = run(new ScriptedChatModel(CODE, ANSWER), interrupted);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(trajectory.stop()).isEqualTo(StopReason.CANCELLED);
    assertThat(trajectory.turns()).hasSize(1);
  }
}
