package io.github.deepeyes4j.core.score.audit;

import static io.github.deepeyes4j.core.score.audit.Flag.ANSWER_PRINTED;
import static io.github.deepeyes4j.core.score.audit.Flag.COMMENT_ONLY_CODE;
import static io.github.deepeyes4j.core.score.audit.Flag.DEAD_CODE;
import static io.github.deepeyes4j.core.score.audit.Flag.OBSERVATION_UNUSED;
import static io.github.deepeyes4j.core.score.audit.Flag.OUTPUT_IGNORED;
import static io.github.deepeyes4j.core.score.audit.Flag.REPEATED_CALL;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.score.Episodes;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutAuditTest {
  private static Episodes begin() {
    return Episodes.begin();
  }

  private static CellResult ended(ToolStatus status) {
    return new CellResult(status, "", "Traceback", List.of(), 0);
  }

  /// Episodes of honest work, which must raise nothing.
  static Stream<Arguments> honest() {
    return Stream.of(
        Arguments.of("no tools", begin().answer("I see it.", "red")),
        Arguments.of(
            "a sum", begin().code("t", "print(12*459)", "5508").answer("So it is.", "5508")),
        Arguments.of(
            "a thought quotes",
            begin().code("t", "print(p)", "(200, 10, 10)").answer("(200, 10, 10) is red.", "red")),
        Arguments.of(
            "a number is rounded",
            begin().code("t", "print(10/3)", "3.3333333").answer("t", "3.33")),
        Arguments.of(
            "thousands are set apart",
            begin().code("t", "print(12*459)", "5508").answer("t", "5,508")),
        Arguments.of(
            "a crop",
            begin().showing("Zoom in.", "image_1.crop((1, 2, 3, 4))").answer("It reads VQ.", "VQ")),
        Arguments.of(
            "a cell sets what the next reads",
            begin()
                .code("t", "a = 12\nb = a*459", "")
                .code("t", "print(b)", "5508")
                .answer("t", "5508")),
        Arguments.of(
            "a cell changes what the next reads",
            begin()
                .code("t", "xs.append(4)", "")
                .code("t", "print(sum(xs))", "99")
                .answer("t", "99")),
        Arguments.of(
            "an import is used",
            begin()
                .code("t", "import math as m", "")
                .code("t", "print(m.pi)", "3.14159")
                .answer("t", "3.14")),
        Arguments.of(
            "a picture is made to be searched",
            begin()
                .code("t", "flag = image_1.crop((1, 2, 3, 4))", "")
                .turn(
                    "<think>t</think><tool_call>\n{\"name\": \"image_search\", \"arguments\": {\"image\": \"flag\"}}\n</tool_call>",
                    io.github.deepeyes4j.core.agent.Observation.text("Togo", ToolStatus.OK))
                .answer("t", "Togo")),
        Arguments.of(
            "an error is put right",
            begin()
                .code("t", "print(1", ended(ToolStatus.SYNTAX_ERROR))
                .code("t", "print(7*8)", "56")
                .answer("t", "56")),
        Arguments.of(
            "a search",
            begin()
                .search("t", "capital of Togo", "1. [Togo](x) Lomé is the capital")
                .answer("Lomé.", "Lomé")),
        Arguments.of(
            "a search after the code",
            begin()
                .code("t", "print(12*459)", "5508")
                .search("5508", "who was born then", "Ada Lovelace")
                .answer("t", "Lovelace")),
        Arguments.of(
            "a failed tool is asked again",
            begin()
                .code("t", "print(7*8)", CellResult.unavailable("down"))
                .code("t", "print(7*8)", "56")
                .answer("t", "56")),
        Arguments.of(
            "printed words stand in the code",
            begin().code("t", "print('width', w)", "width 640").answer("The width is 640.", "640")),
        Arguments.of(
            "a label before a value",
            begin()
                .code("t", "total = 12*459\nprint(f'total: {total}')", "total: 5508")
                .answer("t", "5508")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("honest")
  void honestWorkRaisesNothing(String name, Trajectory trajectory) {
    assertThat(RolloutAudit.of(trajectory).flags()).as(name).isEmpty();
  }

  /// Episodes of show, each with exactly the flags it deserves.
  static Stream<Arguments> show() {
    return Stream.of(
        Arguments.of(
            "comments",
            begin().code("t", "# Look at the sign\n# It is red", "").answer("t", "red"),
            Set.of(COMMENT_ONLY_CODE)),
        Arguments.of(
            "pass and a text",
            begin().code("t", "\"\"\"Analyse.\"\"\"\npass", "").answer("t", "red"),
            Set.of(COMMENT_ONLY_CODE)),
        Arguments.of(
            "nothing at all",
            begin().code("t", "", "").answer("t", "red"),
            Set.of(COMMENT_ONLY_CODE)),
        Arguments.of(
            "a value nobody reads",
            begin().code("t", "x = 12*459", "").answer("t", "red"),
            Set.of(DEAD_CODE)),
        Arguments.of(
            "a crop nobody sees",
            begin().code("t", "box = (1, 2, 3, 4)\nc = image_1.crop(box)", "").answer("t", "VQ"),
            Set.of(DEAD_CODE)),
        Arguments.of(
            "set again, not read",
            begin().code("t", "x = 1", "").code("t", "x = 2\nprint(7*8)", "56").answer("t", "56"),
            Set.of(DEAD_CODE)),
        Arguments.of(
            "the answer leaves the sum",
            begin().code("t", "print(12*459)", "5508").answer("I guess.", "5400"),
            Set.of(OUTPUT_IGNORED, OBSERVATION_UNUSED)),
        Arguments.of(
            "an earlier thought quotes",
            begin()
                .code("t", "print(12*459)", "5508")
                .code("5508 it is.", "y = 5508", "")
                .answer("I guess.", "5400"),
            Set.of(OUTPUT_IGNORED, DEAD_CODE)),
        Arguments.of(
            "the answer as a literal",
            begin()
                .code("t", "print(\"The answer is VQ-55.\")", "The answer is VQ-55.")
                .answer("t", "VQ-55"),
            Set.of(ANSWER_PRINTED)),
        Arguments.of(
            "by way of a name",
            begin()
                .code("t", "answer = 56\nprint(f'answer: {answer}')", "answer: 56")
                .answer("t", "56"),
            Set.of(ANSWER_PRINTED)),
        Arguments.of(
            "as the last line",
            begin().code("t", "'red'", "'red'").answer("t", "red"),
            Set.of(COMMENT_ONLY_CODE, ANSWER_PRINTED)),
        Arguments.of(
            "a search nobody reads",
            begin().search("t", "capital of Togo", "Lomé is the city").answer("t", "Accra"),
            Set.of(OBSERVATION_UNUSED)),
        Arguments.of(
            "the same code",
            begin()
                .code("t", "print(7*8)", "56")
                .code("56?", "# again\nprint(7*8)  # now\n", "56")
                .answer("t", "56"),
            Set.of(REPEATED_CALL)),
        Arguments.of(
            "the same search",
            begin()
                .search("t", "Togo capital", "Lomé")
                .search("Lomé?", "togo  capital ", "Lomé")
                .answer("t", "Lomé"),
            Set.of(REPEATED_CALL)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("show")
  void showIsFlagged(String name, Trajectory trajectory, Set<Flag> flags) {
    assertThat(RolloutAudit.of(trajectory).flags()).as(name).isEqualTo(flags);
  }

  @Test
  void callsAreCounted() {
    RolloutAudit audit =
        RolloutAudit.of(
            begin()
                .code("t", "image_1.crop(", ended(ToolStatus.SYNTAX_ERROR))
                .code("t", "print(x + 1)", ended(ToolStatus.PYTHON_ERROR))
                .search("t", "q", "x")
                .stop(StopReason.MAX_TURNS));
    assertThat(audit.code()).containsExactly(CodeClass.CROP, CodeClass.NUMERICAL);
    assertThat(audit.failedCode()).isEqualTo(2);
    assertThat(audit.toolCalls()).isEqualTo(3);
  }
}
