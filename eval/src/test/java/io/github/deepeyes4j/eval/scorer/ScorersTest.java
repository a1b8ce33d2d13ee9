package io.github.deepeyes4j.eval.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  /// Rows of `prediction | answer | fixed | released`.
  private static Stream<Arguments> rows(String name, Scorer scorer, Case item, String table) {
    List<Arguments> rows = new ArrayList<>();
    for (String line : table.strip().lines().toList()) {
      String[] cells = line.split(" \\| ", -1);
      rows.add(
          Arguments.of(
              name,
              scorer,
              item.item(cells[1].strip()),
              cells[0].replace("\\n", "\n").strip(),
              cells[2].strip(),
              cells[3].strip()));
    }
    assertThat(rows).as(name).hasSizeGreaterThanOrEqualTo(20);
    return rows.stream();
  }

  static Stream<Arguments> cases() {
    return Stream.of(
            rows(
                "multiple-choice",
                new MultipleChoice(),
                a -> Items.of(List.of(a), COLORS, Map.of()),
                MULTIPLE_CHOICE),
            rows("letter", new LetterChoice(), a -> Items.of(List.of(a), COLORS, Map.of()), LETTER),
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
                                : "x")),
                CONTAINS),
            rows("relaxed", new RelaxedAnswer(), a -> Items.answered(a, Map.of()), RELAXED),
            rows(
                "mathvista integer",
                new MathVista(),
                a ->
                    Items.answered(
                        a, Map.of("question_type", "free_form", "answer_type", "integer")),
                VISTA_INTEGER),
            rows("mathvista other", new MathVista(), ScorersTest::vista, VISTA_OTHER),
            rows(
                "mathvision",
                new MathVision(),
                a ->
                    Items.answered(
                        a,
                        Map.of("choices", a.matches("[A-E]") ? "['A', 'B', 'C', 'D', 'E']" : "[]")),
                VISION),
            rows(
                "mathverse",
                new MathVerse(),
                a -> Items.answered(a, Map.of("question_for_eval", "q")),
                VERSE),
            rows("dynamath", new DynaMath(), ScorersTest::dyna, DYNA),
            rows("letters", new LetterSet(), a -> Items.answered(a, Map.of()), LETTERS),
            rows(
                "judged",
                new Judged(),
                a -> Items.of(List.of(a.split(" / ")), Map.of(), Map.of()),
                JUDGED))
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

  private static final String MULTIPLE_CHOICE =
      """
      B | B | 1 | 1
      (B) | B | 1 | 1
      B. blue | B | 1 | 1
      B: blue | B | 1 | 1
      Option B | B | 1 | 1
      The answer is B. | B | 1 | 1
      The answer is B because it is blue | B | 1 | 1
      **B** | B | 1 | 1
      \\boxed{B} | B | 1 | 1
      blue | B | 1 | 1
      Blue. | B | 1 | 1
      It is green | D | 1 | 1
      A | B | 0 | 0
      dark blue | C | 1 | -
      It is dark blue. | C | 1 | -
      A dog stands on the green | D | 1 | 1
      red or green | D | - | -
      The answer is not A; the answer is B | B | 1 | -
      A or B | B | - | -
      purple | B | - | -
      I cannot tell | B | - | -
       | B | - | -
      Cannot determine the answer | B | - | 0
      (A) is wrong, (B) is wrong | B | - | -
      answer: D) | D | 1 | 1
      """;

  private static final String LETTER =
      """
      A | A | 1 | 1
      B | B | 1 | 1
      (C) | C | 1 | 1
      D. green | D | 1 | 1
      The best answer is B | B | 1 | 1
      The correct answer is (D). | D | 1 | 1
      The answer is C because it is so | C | 1 | 1
      Answer: B | B | 1 | 0
      Cannot be read | C | - | 1
      Cannot be read | A | - | 0
      Definitely red | A | 1 | 0
      Because of the light it is green | D | 1 | 0
      blue | B | 1 | -
      dark blue | C | 1 | -
      [B] | B | 1 | 1
      **C** | C | 1 | 1
      none of them | A | - | -
       | B | - | 0
      E | A | - | 0
      I think it must be one of the many things that one may not see | A | - | -
      Both (A) and (B) | A | - | 0
      a | A | - | 1
      """;

  private static final String CONTAINS =
      """
      Centre | centre | 1 | 1
      It says CENTRE here. | Centre | 1 | 1
      center | centre | 0 | 0
       | centre | - | 0
      1 | 1 | 1 | 1
      2016 | 1 | 0 | 1
      Number 1. | 1 | 1 | 1
      1.5 | 1 | 0 | 1
      12,500 | 12 | 0 | 1
      12, then | 12 | 1 | 1
      route 66 west | 66 | 1 | 1
      two\\nlines | two lines | 1 | 1
      two  lines | two lines | 1 | 0
      $12.50 | 12.50 | 1 | 1
      x^{2} | x ^ { 2 } | 1 | 1
      x ^ 2 | x^2 | 1 | 1
      X^2 | x^2 | 0 | 0
      so x^2+1 | x^2 | 1 | 1
      O'Hara | O'Hara | 1 | 1
      ohara | O'Hara | 0 | 0
      ＣＥＮＴＲＥ | centre | 1 | 0
      stopping | stop | 1 | 1
      """;

  private static final String RELAXED =
      """
      40 | 40 | 1 | 1
      41 | 40 | 1 | 1
      42 | 40 | 1 | 1
      42.05 | 40 | 0 | 1
      38 | 40 | 1 | 0
      37.9 | 40 | 0 | 0
      43 | 40 | 0 | 0
      0 | 0 | 1 | 1
      0.1 | 0 | 0 | 0
      0 | 40 | 0 | 0
      Chad | chad | 1 | 1
      Chad. | Chad | 1 | 1
      Mali | Chad | 0 | 0
      12.5% | 12.5% | 1 | 1
      12.5 | 12.5% | 1 | 1
      0.125 | 12.5% | 1 | 1
      13% | 12.5% | 1 | 1
      14% | 12.5% | 0 | 0
      $40 | 40 | 1 | 1
      1,000 | 1000 | 1 | 1
      -40 | 40 | 0 | 0
       | 40 | - | -
      yes | Yes | 1 | 1
      """;

  private static final String VISTA_INTEGER =
      """
      5 | 5 | 1 | 1
      5.0 | 5 | 1 | -
      5. | 5 | 1 | -
      +5 | 5 | 1 | 1
      The answer is 5. | 5 | 1 | -
      The answer is: 5 | 5 | 1 | -
      \\boxed{5} | 5 | 1 | -
      so 4 + 1 = \\boxed{5} | 5 | 1 | -
      5 cm | 5 | 1 | -
      6 | 5 | 0 | -
      five | 5 | - | -
       | 5 | - | -
      about 5 or 6 | 5 | - | -
      5 apples and 2 pears are left over here | 5 | - | -
      1,200 | 1200 | 1 | -
      1200 | 1200 | 1 | 1
      -3 | -3 | 1 | 1
      3 | -3 | 0 | -
      $5$ | 5 | 1 | -
      5.4 | 5 | 0 | -
      None | 5 | - | -
      """;

  private static final String VISTA_OTHER =
      """
      1.45 | 1.45 | 1 | 1
      1.450 | 1.45 | 1 | 1
      1.4521 | 1.45 | 1 | -
      1.46 | 1.45 | 0 | -
      1.5 | 1.45 | 0 | -
      1.47 | 1.50 | 1 | -
      1.44 | 1.50 | 0 | -
      The answer is 1.45 | 1.45 | 1 | -
      [2007, 2008] | [2007, 2008] | 1 | -
      [2007,2008] | [2007, 2008] | 1 | -
      [2008, 2007] | [2007, 2008] | 0 | -
      [2007] | [2007, 2008] | 0 | -
      [2007, 'x | [2007, 2008] | - | -
      2007 to 2008 | [2007, 2008] | - | -
      B | blue | 1 | 1
      (B) | blue | 1 | 1
      blue | blue | 1 | 1
      red | blue | 0 | 0
      The answer is (C) | blue | 0 | 0
      A | blue | 0 | 0
      purple | blue | - | -
      cup | cup | 1 | -
      Cup. | cup | 1 | -
      jar | cup | 0 | -
      """;

  private static final String VISION =
      """
      D | D | 1 | 1
      (D) | D | 1 | 1
      The answer is D | D | 1 | 1
      E | D | 0 | 0
      I see none | D | - | 0
      3/4 | 3/4 | 1 | 1
      0.75 | 3/4 | 1 | 1
      \\frac{3}{4} | 3/4 | 1 | 1
      \\boxed{3/4} | 3/4 | 1 | 1
      3:4 | 3/4 | 0 | -
      42 | 42 | 1 | 1
      42.0 | 42 | 1 | 1
      41 + 1 | 42 | 1 | 1
      43 | 42 | 0 | -
      the result is \\boxed{42} | 42 | 1 | -
      2\\pi | 2\\pi | 1 | 1
      \\pi + \\pi | 2\\pi | 1 | 1
      2**3 | 8 | 0 | 1
      2^3 | 8 | 1 | 1
      \\sqrt{8} | 2\\sqrt{2} | 1 | 1
      \\sqrt{7} | 2\\sqrt{2} | 0 | -
       | 42 | - | -
      """;

  private static final String VERSE =
      """
      B | B | 1 | -
      (B) | B | 1 | -
      B: 45 | B | 1 | -
      The answer is B. | B | 1 | -
      \\boxed{B} | B | 1 | -
      A | B | 0 | -
      The answer is C | B | 0 | -
      45 | B | 0 | -
      17 | 17 | 1 | -
      17.0 | 17 | 1 | -
      The answer is 17 | 17 | 1 | -
      \\boxed{17} | 17 | 1 | -
      18 | 17 | 0 | -
      2\\sqrt{3} | 2\\sqrt{3} | 1 | -
      \\sqrt{12} | 2\\sqrt{3} | 1 | -
      $2\\sqrt{3}$ | 2\\sqrt{3} | 1 | -
      x = 2\\sqrt{3} | 2\\sqrt{3} | 1 | -
      2\\sqrt{2} | 2\\sqrt{3} | 0 | -
      (-2, 1] | (-2,1] | 0 | -
      (-2,1] | (-2,1] | 1 | -
       | 17 | - | -
      seventeen | 17 | 0 | -
      """;

  private static final String DYNA =
      """
      0.500 | 0.500 | 1 | 1
      0.5 | 0.500 | 1 | 1
      0.5005 | 0.500 | 1 | 1
      0.502 | 0.500 | 0 | 0
      {"solution": "s", "short answer": "0.5"} | 0.500 | 1 | 1
      so {"short answer": "0.5"} it is | 0.500 | 1 | 1
      {"short answer": 0.5} | 0.500 | - | -
      1/2 | 0.500 | 1 | -
      0.5 cm | 0.500 | 1 | 1
      The answer is 0.5 | 0.500 | 1 | -
      π | 3.142 | 1 | -
      \\pi | 3.142 | 1 | -
      1π | 3.142 | 1 | 1
      half | 0.500 | - | -
       | 0.500 | - | -
      B | B | 1 | 1
      (B) | B | 1 | 1
      option B | B | 1 | 1
      A | B | 0 | 0
      b | B | - | 1
      yes | yes | 1 | 1
      Yes | yes | 1 | 1
      1 | 10 or so | 0 | 1
      no | yes | 0 | 0
      """;

  private static final String LETTERS =
      """
      A, C | A, C | 1 | -
      AC | A, C | 1 | -
      C, A | A, C | 1 | -
      A and C | A, C | 1 | -
      (A), (C) | A, C | 1 | -
      A C | A, C | 1 | -
      A. C. | A, C | 1 | -
      A | A, C | 0 | -
      A, B, C | A, C | 0 | -
      A, A, C | A, C | 1 | -
      B | B | 1 | -
      (B) | B | 1 | -
      The answer is B. | B | 1 | -
      The answer is B | B | 1 | -
      \\boxed{B} | B | 1 | -
      **B** | B | 1 | -
      D | B | 0 | -
      none | B | - | -
       | B | - | -
      b | B | - | -
      The box labelled B fits | B | 1 | -
      Both A and C fit | A, C | - | -
      """;

  private static final String JUDGED =
      """
      Lake Zug | Lake Zug | 1 | 1
      lake zug | Lake Zug | 1 | 1
      "Lake Zug." | Lake Zug | 1 | 1
      Zug | Lake Zug / Zug | 1 | 1
      Lake Zurich | Lake Zug / Zug | 0 | 0
      It is Lake Zug | Lake Zug | 0 | 0
      42 | 42 | 1 | 1
      42.0 | 42 | 1 | 1
      1,042 | 1042 | 1 | 1
      43 | 42 | 0 | 0
      42.0000001 | 42.0 | 1 | 1
      1/2 | 0.5 | 1 | 1
      \\frac{1}{2} | 0.5 | 1 | 1
      B | B | 1 | 1
      (B) | B | 1 | 1
      B. red | B | 1 | 1
      C | B | 0 | 0
      ４２ | 42 | 1 | 1
       | 42 | - | -
         | Lake Zug | - | -
      1990-05-06 | 6 May 1990 | 0 | 0
      """;

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
