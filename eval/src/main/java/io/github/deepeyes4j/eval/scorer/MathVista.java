package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.core.score.judge.MathText;
import io.github.deepeyes4j.eval.benchmark.Item;
import io.github.deepeyes4j.eval.benchmark.ListLiteral;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// MathVista (Lu et al., arXiv 2310.02255): a choice, an integer, a decimal number, a text or a
/// list. The public harness compares texts and lists with nothing, so that none is ever right.
final class MathVista implements Scorer {
  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    Optional<Grade> direct = told(item, MathAnswer.finalPart(prediction));
    if (direct.isPresent()) {
      return direct.get();
    }
    return graders.grade(
        MathAnswer.extracted(item, prediction, graders),
        read -> told(item, read).orElse(new Grade.Unparsable("the reader said " + read)));
  }

  /// The grade of a short answer; empty when it is not of the kind that the question asks for.
  private static Optional<Grade> told(Item item, String answer) {
    if (MathAnswer.isNone(answer)) {
      return Optional.empty();
    }
    if (isChoice(item)) {
      return Choices.fixed(answer, choices(item))
          .map(letter -> Grade.of(isRight(item, letter), letter));
    }
    return switch (item.field("answer_type")) {
      case "integer", "float" ->
          AnswerMatch.number(MathText.normalize(answer))
              .map(number -> Grade.of(isNumber(item, number), number.toPlainString()));
      case "list" ->
          ListLiteral.looksLikeOne(answer)
              ? Optional.of(Grade.of(isList(item.answer(), answer), answer))
              : Optional.empty();
      default ->
          AnswerMatch.matches(answer, item.answers())
              ? Optional.of(Grade.of(true, answer))
              : answer.split("\\s+").length > 5
                  ? Optional.empty()
                  : Optional.of(Grade.of(false, answer));
    };
  }

  private static boolean isNumber(Item item, BigDecimal number) {
    Optional<BigDecimal> reference = AnswerMatch.number(item.answer());
    if (reference.isEmpty()) {
      return false;
    }
    String precision = item.field("precision");
    int decimals =
        PythonNumber.parse(precision, false)
            .map(Double::intValue)
            .orElse(Math.max(0, reference.get().scale()));
    return MathAnswer.rounds(number, reference.get(), decimals);
  }

  private static boolean isList(String reference, String answer) {
    List<String> right = ListLiteral.read(reference, "answer");
    List<String> given = elements(answer);
    if (right.size() != given.size()) {
      return false;
    }
    for (int i = 0; i < right.size(); i++) {
      if (!AnswerMatch.matches(given.get(i), List.of(right.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /// A model's list; one that is broken has no elements.
  private static List<String> elements(String answer) {
    try {
      return ListLiteral.read(answer, "prediction");
    } catch (io.github.deepeyes4j.core.BadInputException e) {
      return List.of();
    }
  }

  private static boolean isChoice(Item item) {
    return item.field("question_type").equals("multi_choice");
  }

  /// The right letter stands in a column of its own; `answer` holds the choice's text.
  private static boolean isRight(Item item, String letter) {
    String right = item.field("answer_option");
    return right.isEmpty()
        ? AnswerMatch.matches(choices(item).getOrDefault(letter, ""), item.answers())
        : letter.equals(right);
  }

  static SequencedMap<String, String> choices(Item item) {
    SequencedMap<String, String> choices = new LinkedHashMap<>();
    List<String> texts =
        ListLiteral.looksLikeOne(item.field("choices"))
            ? ListLiteral.read(item.field("choices"), "row " + item.id() + ": choices")
            : List.of();
    for (int i = 0; i < texts.size(); i++) {
      choices.put(Character.toString('A' + i), texts.get(i));
    }
    return choices;
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    Optional<String> prefetched = prefetched(item, prediction);
    if (prefetched.isPresent()) {
      return Grade.of(releasedCheck(item, prefetched.get()), prefetched.get());
    }
    Reading<String> reading = MathAnswer.extracted(item, prediction, graders);
    return graders.grade(reading, read -> Grade.of(releasedCheck(item, read), read));
  }

  /// What the public harness reads without a model: any choice, or a number that is right.
  static Optional<String> prefetched(Item item, String prediction) {
    if (isChoice(item)) {
      return Choices.released(prediction, choices(item));
    }
    return releasedCheck(item, prediction) && !isZero(prediction)
        ? Optional.of(prediction)
        : Optional.empty();
  }

  /// Python holds a right 0 for nothing found.
  private static boolean isZero(String prediction) {
    return PythonNumber.parse(prediction, false).filter(value -> value == 0).isPresent();
  }

  static boolean releasedCheck(Item item, String response) {
    if (isChoice(item)) {
      return Choices.released(response, choices(item))
          .filter(letter -> letter.equals(item.field("answer_option")))
          .isPresent();
    }
    return switch (item.field("answer_type")) {
      case "integer" -> {
        Optional<java.math.BigInteger> given = PythonNumber.parseInteger(response);
        yield given.isPresent() && given.equals(PythonNumber.parseInteger(item.answer()));
      }
      case "float" -> {
        Optional<Double> given = PythonNumber.parse(response, false);
        yield given.isPresent() && given.equals(PythonNumber.parse(item.answer(), false));
      }
      default -> false;
    };
  }
}
