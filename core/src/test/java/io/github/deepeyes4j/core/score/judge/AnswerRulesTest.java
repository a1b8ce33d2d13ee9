package io.github.deepeyes4j.core.score.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.score.Judge.Claim;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerRulesTest {
  @ParameterizedTest
  @CsvSource({
    "Golden Gate, golden  gate., right",
    "'1,234', 1234.0, right",
    "0.3333333333, 0.33333333, right",
    "0.33, 0.333, open",
    "12, 13, wrong",
    "12, 12 cm, open",
    "12, 12.5, open",
    "B, B, right",
    "B, (b), right",
    "B, B. the red one, right",
    "(B), Option B, right",
    "B, C: the blue one, wrong",
    "B, Both of them, open",
    "A, a dog, open",
    "cat, C, open",
    "red, dark red, open"
  })
  void decideWhatTheyCan(String reference, String answer, String verdict)
      throws InterruptedException {
    String decided =
        new AnswerRules(MathEquivalence.none())
            .check(new Claim("q", List.of(reference), answer))
            .map(judgement -> judgement.verdict().wireName())
            .orElse("open");
    assertThat(decided).isEqualTo(verdict);
  }
}
