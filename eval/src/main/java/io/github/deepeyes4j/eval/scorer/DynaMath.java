package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.core.score.judge.MathText;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// DynaMath (Zou et al., arXiv 2411.00836): a JSON object's `short answer`, or the whole text; a
/// number within 0.001, a letter, or a text. The public harness takes any part of the reference for
/// the whole text, `1` for `10`; ours wants it equal.
final class DynaMath implements Scorer {
  private static final double TOLERANCE = 0.001;
  private static final Map<String, String> LETTERS =
      Map.of("A", "", "B", "", "C", "", "D", "", "E", "");

  /// As Python's parser with `strict=False`: line breaks may stand in texts.
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS).build();

  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    String shortAnswer = shortAnswer(prediction).orElse(MathAnswer.finalPart(prediction));
    Optional<Grade> direct = told(item, shortAnswer, graders);
    if (direct.isPresent()) {
      return direct.get();
    }
    Reading<String> reading = MathAnswer.extracted(item, prediction, graders);
    if (reading instanceof Reading.Found<String>(String read)) {
      return told(item, read, graders).orElse(new Grade.Unparsable("the reader said " + read));
    }
    return graders.grade(reading, read -> Grade.of(false, read));
  }

  private static Optional<Grade> told(Item item, String answer, Graders graders)
      throws InterruptedException {
    return switch (item.field("answer_type")) {
      case "float" -> {
        Optional<Double> given = number(answer);
        Optional<Double> right = number(item.answer());
        yield given.map(value ->
            Grade.of(
                right.filter(wanted -> Math.abs(value - wanted) <= TOLERANCE).isPresent(), answer));
      }
      case "multiple choice" ->
          Choices.fixed(answer, LETTERS)
              .map(letter -> Grade.of(letter.equals(item.answer().strip()), letter));
      default ->
          Optional.of(
              Grade.of(MathAnswer.equal(item.answer(), answer, graders.equivalence()), answer));
    };
  }

  /// A number, a fraction or a multiple of π, with a unit or without.
  private static Optional<Double> number(String text) {
    String bare = MathText.normalize(text).replace("\\pi", "π");
    if (bare.endsWith("π")) {
      String factor = bare.substring(0, bare.length() - 1).replace("*", "").strip();
      return factor.isEmpty()
          ? Optional.of(Math.PI)
          : PythonArithmetic.evaluate(factor).map(value -> value * Math.PI);
    }
    return AnswerMatch.number(bare)
        .map(java.math.BigDecimal::doubleValue)
        .or(() -> PythonArithmetic.evaluate(bare));
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    String text = preprocessed(prediction);
    String type = item.field("answer_type");
    Optional<String> parsed =
        shortText(text).flatMap(answer -> parsed(answer, type)).or(() -> parsed(text, type));
    if (parsed.isEmpty()) {
      Reading<String> reading = MathAnswer.extracted(item, text, graders);
      if (reading instanceof Reading.Unavailable) {
        return graders.grade(reading, read -> Grade.of(false, read));
      }
      parsed =
          reading instanceof Reading.Found<String>(String read)
              ? parsed(read, type)
              : Optional.empty();
    }
    String answer = item.answer();
    if (parsed.isEmpty()) {
      boolean guessed =
          type.equals("multiple choice")
              && text.substring(0, Math.min(3, text.length()))
                  .toUpperCase(Locale.ROOT)
                  .contains(answer);
      return guessed ? Grade.of(true, text) : new Grade.Unparsable("no answer of its kind");
    }
    return Grade.of(releasedRight(type, parsed.get(), answer), parsed.get());
  }

  private static boolean releasedRight(String type, String given, String answer) {
    return switch (type) {
      case "float" ->
          Math.abs(Double.parseDouble(given) - PythonNumber.parse(answer, false).orElse(Double.NaN))
              <= TOLERANCE;
      case "multiple choice" -> given.equals(answer);
      default -> answer.toLowerCase(Locale.ROOT).contains(given.toLowerCase(Locale.ROOT));
    };
  }

  /// From the first brace to the last, without backslashes.
  static String preprocessed(String text) {
    int open = text.indexOf('{');
    int close = text.lastIndexOf('}');
    String part = open >= 0 && open < close ? text.substring(open, close + 1) : text;
    return part.replace("\\", "");
  }

  private static Optional<String> shortAnswer(String prediction) {
    return shortText(preprocessed(prediction));
  }

  /// The `short answer` of a JSON object, if it is a text.
  private static Optional<String> shortText(String json) {
    try {
      JsonNode value = JSON.readTree(json).path("short answer");
      return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// The public reading of a short answer; numbers come back as text.
  static Optional<String> parsed(String answer, String type) {
    return switch (type) {
      case "float" -> {
        if (answer.matches("\\d+")) {
          yield Optional.of(answer);
        }
        String first = answer.split(" ", 2)[0];
        int pi = first.indexOf('π');
        yield PythonNumber.parse(pi < 0 ? first : first.substring(0, pi), false)
            .map(value -> String.valueOf(pi < 0 ? value : value * Math.PI));
      }
      case "multiple choice" -> {
        if (answer.codePointCount(0, answer.length()) == 1) {
          yield Optional.of(answer.toUpperCase(Locale.ROOT));
        }
        var there =
            Stream.of("A", "B", "C", "D", "E")
                .filter(answer.toUpperCase(Locale.ROOT)::contains)
                .toList();
        yield there.size() == 1 ? Optional.of(there.getFirst()) : Optional.empty();
      }
      default -> Optional.of(answer);
    };
  }
}
