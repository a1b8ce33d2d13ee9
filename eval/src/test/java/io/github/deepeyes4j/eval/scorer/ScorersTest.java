package io.github.deepeyes4j.eval.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.eval.benchmark.Item;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each scorer by a table of predictions, both variants: 1 right, 0 wrong, `-` unparsable, `?`
/// unscored.
class ScorersTest {
  private static final Map<String, String> COLORS =
      Map.of("A", "red", "B", "blue", "C", "dark blue", "D", "green");

  private interface Case {
    Item item(String answer);
  }

  /// The rows `prediction | answer | fixed | released` under a heading of `cases.txt`.
  private static Stream<Arguments> rows(String heading, Scorer scorer, Case item) {
    List<Arguments> rows = new ArrayList<>();
    for (String line : table(heading)) {
      String[] cells = line.split(" \\| ", -1);
      rows.add(
          Arguments.of(
              heading,
              scorer,
              item.item(cells[1].strip()),
              cells[0].replace("\\n", "\n").strip(),
              cells[2].strip(),
              cells[3].strip()));
    }
    assertThat(rows).as(heading).hasSizeGreaterThanOrEqualTo(20);
    return rows.stream();
  }

  private static List<String> table(String heading) {
    try (InputStream in = ScorersTest.class.getResourceAsStream("cases.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .dropWhile(line -> !line.equals("# " + heading))
          .skip(1)
          .takeWhile(line -> !line.isEmpty())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Arguments> cases() {
    return Stream.of(
            rows(
                "multiple-choice",
                new MultipleChoice(),
                a -> Items.of(List.of(a), COLORS, Map.of())),
            rows("letter", new LetterChoice(), a -> Items.of(List.of(a), COLORS, Map.of())),
            rows(
                "contains",
                new Containment(),
                a ->
                    Items.answered(
                        a,
                        Map.of(
                            "category",
                            a.contains("^")
                                ? "Handwritten Mathematical Expression Recognition"
                                : "x"))),
            rows("relaxed", new RelaxedAnswer(), a -> Items.answered(a, Map.of())),
            rows(
                "mathvista integer",
                new MathVista(),
                a ->
                    Items.answered(
                        a, Map.of("question_type", "free_form", "answer_type", "integer"))),
            rows("mathvista other", new MathVista(), ScorersTest::vista),
            rows(
                "mathvision",
                new MathVision(),
                a ->
                    Items.answered(
                        a,
                        Map.of(
                            "choices", a.matches("[A-E]") ? "['A', 'B', 'C', 'D', 'E']" : "[]"))),
            rows(
                "mathverse",
                new MathVerse(),
                a -> Items.answered(a, Map.of("question_for_eval", "q"))),
            rows("dynamath", new DynaMath(), ScorersTest::dyna),
            rows("letters", new LetterSet(), a -> Items.answered(a, Map.of())),
            rows(
                "judged", new Judged(), a -> Items.of(List.of(a.split(" / ")), Map.of(), Map.of())))
        .flatMap(rows -> rows);
  }

  private static Item vista(String answer) {
    boolean choice = answer.equals("blue");
    boolean list = answer.startsWith("[");
    return Items.answered(
        answer,
        Map.of(
            "question_type", choice ? "multi_choice" : "free_form",
            "answer_type",
                choice ? "text" : list ? "list" : answer.matches("[\\d.]+") ? "float" : "text",
            "choices", choice ? "['red', 'blue', 'green']" : "",
            "answer_option", choice ? "B" : "",
            "precision", answer.equals("1.50") ? "1.0" : ""));
  }

  private static Item dyna(String answer) {
    String type =
        answer.matches("[A-E]") ? "multiple choice" : answer.matches("[\\d.]+") ? "float" : "text";
    return Items.answered(answer, Map.of("answer_type", type));
  }

  @ParameterizedTest(name = "{0}: {3}")
  @MethodSource("cases")
  void scores(
      String name, Scorer scorer, Item item, String prediction, String fixed, String released)
      throws InterruptedException {
    String both =
        Items.mark(scorer.fixed(item, prediction, Items.rules()))
            + " "
            + Items.mark(scorer.released(item, prediction, Items.rules()));
    assertThat(both)
        .as("%s of '%s' for '%s'", name, prediction, item.answers())
        .isEqualTo(fixed + " " + released);
  }
}
