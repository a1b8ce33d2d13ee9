package io.github.deepeyes4j.eval.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.eval.benchmark.Item;
import io.github.deepeyes4j.eval.benchmark.ScorerKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What scorers make of a reading model's replies, garbage included.
class AskingScorersTest {
  private static final Item CHART =
      Items.answered("Time", Map.of("grading_query", "Grade {PREDICTION}."));

  private static final Item COLORS =
      Items.of(List.of("B"), Map.of("A", "red", "B", "blue"), Map.of());

  /// Replies of a grader: fixed, released.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"extract_answer\": \"Time\", \"score\": 1}|1|1",
        "{\"extract_answer\": \"Time\", \"score\": 1.0}|1|1",
        "{\"extract_answer\": \"x\", \"score\": 0}|0|0",
        "{\"extract_answer\": null, \"score\": 0}|0|0",
        "{\"extracted_answer\": \"Time\", \"score\": 1}|1|0",
        "```json\\n{\"extract_answer\": \"Time\", \"score\": 1}\\n```|1|0",
        "```\\n{\"extract_answer\": \"x\", \"score\": 0}\\n```|0|0",
        "  {\"score\": 1, \"extract_answer\": \"Time\"}  |1|1",
        "{\"score\": 1}|1|0",
        "{\"score\": 0}|0|0",
        "{\"extract_answer\": \"Time\"}|?|0",
        "{\"extract_answer\": \"Time\", \"score\": 7}|?|7.0",
        "{\"extract_answer\": \"Time\", \"score\": 0.5}|?|0.5",
        "{\"extract_answer\": \"Time\", \"score\": \"1\"}|?|0",
        "{\"extract_answer\": \"Time\", \"score\": true}|?|0",
        "{\"extract_answer\": \"Time\", \"score\": null}|?|0",
        "[1]|?|0",
        "1|?|0",
        "yes, that is right|?|0",
        "{\"score\": 1|?|0",
        "<html>|?|0"
      })
  void aGradersReply(String reply, String fixed, String released) throws InterruptedException {
    Graders graders = Items.replying(reply.replace("\\n", "\n"));
    GradedQuery scorer = new GradedQuery();
    assertThat(Items.mark(scorer.fixed(CHART, "Time", graders))).isEqualTo(fixed);
    assertThat(Items.mark(scorer.released(CHART, "Time", graders))).isEqualTo(released);
  }

  @ParameterizedTest
  @CsvSource({"B,1,1", "(B),1,1", "A,0,0", "Z,-,0", "Z.,-,0", "I do not know,-,-", "blue,1,1"})
  void aReadersLetter(String reply, String fixed, String released) throws InterruptedException {
    Graders graders = Items.replying(reply);
    MultipleChoice scorer = new MultipleChoice();
    assertThat(Items.mark(scorer.fixed(COLORS, "the color of the sky", graders))).isEqualTo(fixed);
    assertThat(Items.mark(scorer.released(COLORS, "the color of the sky", graders)))
        .isEqualTo(released);
  }

  @ParameterizedTest
  @CsvSource({"A,0", "B,1", "AB,0", "Z,-", "b,-", "'A, B',-"})
  void aReadersLetters(String reply, String fixed) throws InterruptedException {
    Item item = Items.answered("B", Map.of());
    assertThat(Items.mark(new LetterSet().fixed(item, "the second", Items.replying(reply))))
        .isEqualTo(fixed);
  }

  @ParameterizedTest
  @CsvSource({"5,1", "6,0", "None,-", "five,-"})
  void aReadersNumber(String reply, String fixed) throws InterruptedException {
    Item item = Items.answered("5", Map.of("question_type", "free_form", "answer_type", "integer"));
    assertThat(Items.mark(new MathVista().fixed(item, "it is five", Items.replying(reply))))
        .isEqualTo(fixed);
  }

  /// Whatever needs asking is unscored when nobody answers, and never wrong.
  @ParameterizedTest
  @EnumSource(ScorerKind.class)
  void aServerThatIsDownIsNoVerdict(ScorerKind kind) throws InterruptedException {
    Item item =
        Items.of(
            List.of("x y z"),
            Map.of("A", "red", "B", "blue"),
            Map.of("grading_query", "q", "question_type", "free_form", "answer_type", "integer"));
    Grade grade = Scorer.of(kind).fixed(item, "something else, at length", Items.down());
    boolean byRule = kind == ScorerKind.LETTER || kind == ScorerKind.CONTAINS;
    boolean text = kind == ScorerKind.DYNA_MATH;
    assertThat(grade instanceof Grade.Unscored).isEqualTo(!byRule && !text);
  }
}
