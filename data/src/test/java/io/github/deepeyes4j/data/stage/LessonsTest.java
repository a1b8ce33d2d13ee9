package io.github.deepeyes4j.data.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.ActionJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.ObservationJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.PromptMessage;
import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import io.github.deepeyes4j.core.score.Verdict;
import io.github.deepeyes4j.data.ask.Asked;
import io.github.deepeyes4j.data.ask.Synthesis.Fault;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.Example.Origin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LessonsTest {
  private static final Example EXAMPLE =
      Example.of(
          new Origin("s", "CC0", "k"), "reason", "What is 100 + 23?", List.of("123"), List.of());

  private static TurnJson turn(
      String thought, String kind, String text, @Nullable ObservationJson observation) {
    return new TurnJson(
        thought,
        new ActionJson(kind, text),
        observation,
        "",
        thought + text,
        0,
        0,
        new int[0],
        new float[0],
        0,
        0);
  }

  /// An episode of one call, unless its status is `-`, and an answer.
  private static Asked episode(
      String stop, String thought, String kind, String status, String said, String flag) {
    List<TurnJson> turns = new ArrayList<>();
    if (!status.equals("-")) {
      turns.add(
          turn(thought, kind, "print(100 + 23)", new ObservationJson(said, List.of(), status)));
    }
    turns.add(turn("Done.", "answer", "123", null));
    TrajectoryJson trajectory =
        new TrajectoryJson(
            TrajectoryJson.VERSION,
            "id",
            EXAMPLE.question(),
            List.of(),
            "m",
            "p",
            0,
            List.of(new PromptMessage("user", EXAMPLE.question())),
            turns,
            stop.equals("answer") ? "123" : null,
            stop,
            2,
            0,
            null);
    return new Asked(
        "id", 0, "m", "t", 0, 0, flag.isBlank() ? List.of() : List.of(flag), trajectory);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "good",
      value = {
        "answer, Add., code, ok, 123, '', RIGHT, good",
        "max_turns, Add., code, ok, 123, '', WRONG, no answer",
        "answer, Add., code, ok, 123, '', WRONG, wrong answer",
        "answer, Add., code, ok, 123, '', UNPARSABLE, ungraded",
        "answer, Add., code, python_error, oh, '', RIGHT, code error",
        "answer, Add., code, timeout, oh, '', RIGHT, code error",
        "answer, Add., code, bad_request, oh, '', RIGHT, malformed turn",
        "answer, Add., none, ok, oh, '', RIGHT, malformed turn",
        "answer, Add., -, -, '', '', RIGHT, no tool",
        "answer, Add., code, ok, a <image> tag, '', RIGHT, mark in text",
        "answer, Add., code, ok, 123, comment_only_code, RIGHT, comment only code",
        "answer, Add., code, ok, 123, output_ignored, RIGHT, good",
        "answer, It is 123., code, ok, 123, '', RIGHT, answer before evidence",
        "answer, It is 1234., code, ok, 123, '', RIGHT, good",
      })
  void anEpisodeIsWorthLearningFromOrNot(
      String stop,
      String thought,
      String kind,
      String status,
      String said,
      String flag,
      Verdict verdict,
      @Nullable String reason) {
    assertThat(
            new Lessons(true)
                .fault(EXAMPLE, episode(stop, thought, kind, status, said, flag), verdict)
                .map(Fault::reason)
                .orElse(null))
        .isEqualTo(reason);
  }
}
