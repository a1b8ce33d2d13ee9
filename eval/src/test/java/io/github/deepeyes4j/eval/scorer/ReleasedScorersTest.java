package io.github.deepeyes4j.eval.scorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.eval.benchmark.Item;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The released variants against VLMEvalKit's own functions; `oracle/scorers.py` made the cases.
class ReleasedScorersTest {
  private static final JsonNode CASES = read();

  private static JsonNode read() {
    try (InputStream in = ReleasedScorersTest.class.getResourceAsStream("released.json")) {
      return JsonMapper.shared().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Check {
    String of(JsonNode row) throws Exception;
  }

  private static void agrees(String kind, Check check) throws Exception {
    List<String> wrong = new ArrayList<>();
    int count = 0;
    for (JsonNode row : CASES.path(kind)) {
      count++;
      String found = check.of(row);
      String expected = expected(row.path("expected"));
      if (!found.equals(expected)) {
        wrong.add("%s: %s, not %s".formatted(row, found, expected));
      }
    }
    assertThat(count).isGreaterThanOrEqualTo(190);
    assertThat(wrong).isEmpty();
  }

  private static String expected(JsonNode value) {
    return value.isBoolean() ? (value.asBoolean() ? "1" : "0") : value.asString();
  }

  private static String mark(boolean right) {
    return right ? "1" : "0";
  }

  /// 1 for a full grade, 0 for anything else.
  private static String hit(Grade grade) {
    return mark(Items.mark(grade).equals("1"));
  }

  private static Map<String, String> fields(JsonNode row) {
    Map<String, String> fields = new LinkedHashMap<>();
    row.propertyStream().forEach(e -> fields.put(e.getKey(), e.getValue().asString("")));
    return fields;
  }

  private static Item item(JsonNode row) {
    return Items.answered(row.path("answer").asString(), fields(row));
  }

  @Test
  void multipleChoices() throws Exception {
    agrees(
        "multiple_choices",
        row -> {
          Map<String, String> choices = fields(row.path("choices"));
          return Choices.released(row.path("prediction").asString(), choices).orElse("");
        });
  }

  @Test
  void letters() throws Exception {
    agrees("letters", row -> LetterChoice.first(row.path("prediction").asString()).orElse(""));
  }

  @Test
  void containments() throws Exception {
    agrees(
        "containments",
        row -> {
          List<String> answers = new ArrayList<>();
          row.path("answers").forEach(answer -> answers.add(answer.asString()));
          Item item =
              Items.of(answers, Map.of(), Map.of("category", row.path("category").asString()));
          return hit(
              new Containment().released(item, row.path("prediction").asString(), Items.rules()));
        });
  }

  @Test
  void relaxed() throws Exception {
    agrees(
        "relaxed",
        row ->
            mark(
                RelaxedAnswer.relaxed(
                    row.path("target").asString(), row.path("prediction").asString())));
  }

  @Test
  void mathVista() throws Exception {
    agrees(
        "math_vista",
        row -> {
          String prediction = row.path("prediction").asString();
          assertThat(MathVista.prefetched(item(row), prediction).map(String::strip).orElse(""))
              .as(row.toString())
              .satisfies(found ->
                  assertThat(sameNumber(found, held(row.path("prefetched").asString()))).isTrue());
          return mark(MathVista.releasedCheck(item(row), prediction));
        });
  }

  /// Python holds a prefetched 0 for nothing.
  private static String held(String prefetched) {
    return PythonNumber.parse(prefetched, false).filter(value -> value == 0).isPresent()
        ? ""
        : prefetched;
  }

  /// Python shows a prefetched number as it is written by itself.
  private static boolean sameNumber(String one, String other) {
    return one.equals(other)
        || PythonNumber.parse(one, false)
            .filter(value -> PythonNumber.parse(other, false).filter(value::equals).isPresent())
            .isPresent();
  }

  @Test
  void mathVision() throws Exception {
    Graders graders = Items.rules();
    agrees(
        "math_vision",
        row ->
            hit(new MathVision().released(item(row), row.path("prediction").asString(), graders)));
  }

  @Test
  void mathVerse() throws Exception {
    agrees(
        "math_verse",
        row -> {
          Graders graders =
              Items.replying(row.path("extract").asString(), row.path("reply").asString());
          return hit(new MathVerse().released(item(row), "p", graders));
        });
  }

  @Test
  void dynaMath() throws Exception {
    agrees(
        "dyna_math",
        row ->
            hit(
                new DynaMath()
                    .released(
                        item(row),
                        row.path("prediction").asString(),
                        Items.replying(row.path("reply").asString()))));
  }

  @Test
  void letterSets() throws Exception {
    agrees(
        "letter_sets",
        row ->
            hit(
                new LetterSet()
                    .released(item(row), "p", Items.replying(row.path("reply").asString()))));
  }

  @Test
  void gradedQueries() throws Exception {
    agrees(
        "graded_queries",
        row -> {
          Item item = Items.answered("x", Map.of("grading_query", "q {PREDICTION}"));
          Grade grade =
              new GradedQuery().released(item, "p", Items.replying(row.path("reply").asString()));
          return ((Grade.Graded) grade).value() + "";
        });
  }

  @Test
  void arithmeticIsReadNotRun() {
    assertThat(PythonArithmetic.evaluate("__import__('os').getpid()")).isEmpty();
    assertThat(PythonArithmetic.evaluate("9**9**9**9")).isEmpty();
    assertThat(PythonArithmetic.evaluate("(".repeat(100) + "1" + ")".repeat(100))).isEmpty();
    assertThat(PythonArithmetic.evaluate("-2 ** 2 + 7 // 2 * (1.5e1 % 4)")).contains(5.0);
  }
}
