package io.github.deepeyes4j.core.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.Action.Reason;
import io.github.deepeyes4j.core.agent.TurnParser.ParsedTurn;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One row for each rule of `docs/protocol.md`.
class TurnParserTest {
  private static final String CODE = "<code>\n```python\nprint(1)\n```\n</code>";
  private static final String SEARCH =
      "<tool_call>\n{\"name\": \"search\", \"arguments\": {\"query\": \"a b\"}}\n</tool_call>";

  static List<Arguments> rows() {
    return List.of(
        row("answer", "<answer>42</answer>", new Action.Answer("42")),
        row("answer is trimmed", "<answer>\n 42 \n</answer>", new Action.Answer("42")),
        row("last answer wins", "<answer>1</answer><answer>2</answer>", new Action.Answer("2")),
        row("answer before code", "<answer>1</answer>" + CODE, new Action.Answer("1")),
        row("answer after code", CODE + "<answer>1</answer>", new Action.Answer("1")),
        row("answer beats a search", SEARCH + "<answer>1</answer>", new Action.Answer("1")),
        row(
            "empty last answer is none",
            "<answer>1</answer><answer> </answer>",
            none(Reason.NOTHING)),
        row("empty answer, then code", "<answer></answer>" + CODE, new Action.Code("print(1)")),
        row("unclosed answer", "<answer>42", none(Reason.NOTHING)),
        row(
            "answer in a thought is inert",
            "<think><answer>1</answer></think>" + CODE,
            new Action.Code("print(1)")),
        row(
            "answer in an open thought counts",
            "<think>so <answer>1</answer>",
            new Action.Answer("1")),
        row("code", "<think>t</think>\n" + CODE, new Action.Code("print(1)")),
        row("code in a thought is inert", "<think>" + CODE + "</think>", none(Reason.NOTHING)),
        row("code in an open thought counts", "<think>now " + CODE, new Action.Code("print(1)")),
        row("code beats a search", SEARCH + CODE, new Action.Code("print(1)")),
        row("last code block wins", CODE + CODE.replace("1", "2"), new Action.Code("print(2)")),
        row(
            "last fence of the block wins",
            "<code>\n```python\na\n```\n```python\nb\n```\n</code>",
            new Action.Code("b")),
        row(
            "spaces after the tag",
            "<code>```python  \nx = 1\n```</code>",
            new Action.Code("x = 1")),
        row(
            "indentation is kept",
            "<code>```python\n  x\n\ty\n```</code>",
            new Action.Code("  x\n\ty")),
        row("empty fence", "<code>```python\n```</code>", new Action.Code("")),
        row(
            "a fence inside a line does not close",
            "<code>```python\ns = '```'\n```\n</code>",
            new Action.Code("s = '```'")),
        row("another language", "<code>\n```js\n1\n```\n</code>", none(Reason.NO_PYTHON_FENCE)),
        row(
            "python3 is another tag",
            "<code>\n```python3\n1\n```\n</code>",
            none(Reason.NO_PYTHON_FENCE)),
        row("no fence", "<code>print(1)</code>", none(Reason.NO_PYTHON_FENCE)),
        row("open fence", "<code>\n```python\nprint(1)</code>", none(Reason.NO_PYTHON_FENCE)),
        row("open code", "<code>\n```python\nprint(1)\n```\n", none(Reason.UNCLOSED_CODE)),
        row("open code, whole search", "<code>" + SEARCH, none(Reason.UNCLOSED_CODE)),
        row("search", SEARCH, new Action.Search("a b")),
        row("last search wins", SEARCH + SEARCH.replace("a b", "c"), new Action.Search("c")),
        row("open search", "<tool_call>{\"name\": \"search\"", none(Reason.UNCLOSED_TOOL_CALL)),
        row(
            "image search",
            call("{\"name\": \"image_search\"}"),
            new Action.ImageSearch("image_1")),
        row(
            "image search with null arguments",
            call("{\"name\": \"image_search\", \"arguments\": null}"),
            new Action.ImageSearch("image_1")),
        row(
            "image search of a named picture",
            call("{\"name\": \"image_search\", \"arguments\": {\"image\": \"image_2\"}}"),
            new Action.ImageSearch("image_2")),
        row("nothing", "I think it is 42.", none(Reason.NOTHING)),
        row("empty", "", none(Reason.NOTHING)),
        row(
            "halves around a thought do not join",
            "<ans<think>x</think>wer>1</answer>",
            none(Reason.NOTHING)));
  }

  static List<Arguments> invalidCalls() {
    return List.of(
        Arguments.of("{", "Error: Invalid tool call format: {. Error: "),
        Arguments.of("", "Error: Invalid tool call format: . Error: "),
        Arguments.of("[1]", "Error: Invalid tool call format: [1]. Error: expected a JSON object"),
        Arguments.of("{} {}", "Error: Invalid tool call format: {} {}. Error: "),
        Arguments.of(
            "{\"name\": \"zoom\"}", "Error: Invalid tool call name: {\"name\": \"zoom\"}."),
        Arguments.of("{\"name\": 3}", "Error: Invalid tool call name: {\"name\": 3}."),
        Arguments.of("{}", "Error: Invalid tool call name: {}."),
        Arguments.of(
            "{\"name\": \"search\"}",
            "Error: Invalid tool call parameters for search: {\"name\": \"search\"}."),
        Arguments.of(
            "{\"name\": \"search\", \"arguments\": {\"query\": [\"a\"]}}",
            "Error: Invalid tool call parameters for search: "),
        Arguments.of(
            "{\"name\": \"image_search\", \"arguments\": {}}",
            "Error: Invalid tool call parameters for image search: "),
        Arguments.of(
            "{\"name\": \"image_search\", \"arguments\": {\"url\": \"x\"}}",
            "Error: Invalid tool call parameters for image search: "));
  }

  private static Arguments row(String rule, String turn, Action action) {
    return Arguments.of(rule, turn, action);
  }

  private static Action none(Reason reason) {
    return new Action.None(reason);
  }

  private static String call(String json) {
    return "<tool_call>\n" + json + "\n</tool_call>";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void readsTheAction(String rule, String turn, Action expected) {
    assertThat(TurnParser.parse(turn).action()).as(rule).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("invalidCalls")
  void tellsWhatIsWrongWithACall(String json, String messageStart) {
    assertThat(TurnParser.parse(call(json)).action())
        .isInstanceOfSatisfying(
            Action.Invalid.class,
            invalid -> assertThat(invalid.message()).startsWith(messageStart).doesNotContain("\n"));
  }

  @Test
  void collectsThoughts() {
    ParsedTurn turn = TurnParser.parse("<think> a </think> b <think>c</think>" + CODE);
    assertThat(turn.thought()).isEqualTo("a\nc");
    assertThat(TurnParser.parse("<think>a " + CODE).thought()).isEqualTo("a");
  }

  /// Malformed turns: random strings of the grammar's own pieces. Never an exception, always a
  /// result.
  @Test
  void survivesAMillionMalformedTurns() {
    long seed = Long.getLong("tests.seed", 20261122L);
    System.out.println("tests.seed = " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    String[] pieces = {
      "<think>",
      "</think>",
      "<code>",
      "</code>",
      "<tool_call>",
      "</tool_call>",
      "<answer>",
      "</answer>",
      "```",
      "```python",
      "\n",
      " ",
      "python",
      "{",
      "}",
      "\"name\"",
      ":",
      "\"search\"",
      "\"image_search\"",
      "\"arguments\"",
      "\"query\"",
      ",",
      "[",
      "null",
      "\\",
      "\"",
      "é",
      "\uD83D",
      "\u0000",
      "x",
      "<",
      ">",
      "/"
    };
    long answers = 0;
    for (int i = 0; i < 1_000_000; i++) {
      StringBuilder turn = new StringBuilder();
      int length = random.nextInt(1, 24);
      for (int k = 0; k < length; k++) {
        turn.append(pieces[random.nextInt(pieces.length)]);
      }
      Action action = TurnParser.parse(turn.toString()).action();
      assertThat(action).isNotNull();
      if (action instanceof Action.Answer(String text)) {
        answers++;
        if (text.isEmpty() || !turn.toString().contains("</answer>")) {
          throw new AssertionError("an answer out of nothing: " + turn);
        }
      }
    }
    assertThat(answers).isPositive();
  }

  @Test
  void isLinearInHostileInput() {
    String turn =
        "<think>".repeat(200_000) + "<code>".repeat(200_000) + "```python\n".repeat(100_000);
    long start = System.nanoTime();
    TurnParser.parse(turn + "</code>");
    TurnParser.parse("<tool_call>" + "[".repeat(500_000) + "</tool_call>");
    assertThat((System.nanoTime() - start) / 1e9).isLessThan(5);
  }
}
