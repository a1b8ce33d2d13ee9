package io.github.deepeyes4j.eval.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionKindTest {
  private static final List<String> MINI = List.of("perception", "reasoning", "search", "domain");
  private static final List<String> REALX = List.of("perception", "search", "reason");

  @ParameterizedTest
  @CsvSource({
    "yes, no, no, perception",
    "no, yes, no, reasoning",
    "yes, no, yes, perception+search",
    "yes, yes, yes, perception+reasoning+search",
    "1, 0, 0, perception",
    "0, 1, 1, reasoning+search",
    "no, no, no, none"
  })
  void abilitiesTogetherAreTheClass(
      String perception, String reasoning, String search, String label) {
    assertThat(
            QuestionKind.of(
                MINI, Map.of("perception", perception, "reasoning", reasoning, "search", search)))
        .map(QuestionKind::label)
        .hasValue(label);
    assertThat(
            QuestionKind.of(
                REALX, Map.of("perception", perception, "reason", reasoning, "search", search)))
        .map(QuestionKind::label)
        .hasValue(label);
  }

  @Test
  void perceptionNeedsACropAndSearchOneOfTheSearches() {
    QuestionKind all =
        QuestionKind.of(MINI, Map.of("perception", "yes", "reasoning", "yes", "search", "yes"))
            .orElseThrow();
    assertThat(all.needs())
        .containsExactly(
            Set.of(ToolClass.CROP), Set.of(ToolClass.TEXT_SEARCH, ToolClass.IMAGE_SEARCH));
    assertThat(QuestionKind.of(MINI, Map.of("reasoning", "yes")).orElseThrow().needs()).isEmpty();
  }

  @Test
  void otherQuestionsHaveTheirCategory() {
    List<String> groups = List.of("category", "l2-category");
    assertThat(QuestionKind.of(groups, Map.of("category", "OCR", "l2-category", "menus")))
        .hasValue(new QuestionKind("OCR", List.of()));
    assertThat(QuestionKind.of(groups, Map.of("category", " "))).isEmpty();
    assertThat(QuestionKind.of(List.of(), Map.of("category", "OCR"))).isEmpty();
  }
}
