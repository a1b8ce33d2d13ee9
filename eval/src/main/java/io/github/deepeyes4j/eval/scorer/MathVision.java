package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// MATH-Vision (Wang et al., arXiv 2402.14804): a choice's letter, or an equal expression. The
/// public harness runs what a model wrote as Python; here arithmetic and LaTeX are read by closed
/// grammars.
final class MathVision implements Scorer {
  private static final double SAME = 1e-6;

  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    Optional<Grade> direct = told(item, MathAnswer.finalPart(prediction), graders, false);
    if (direct.isPresent()) {
      return direct.get();
    }
    Reading<String> reading = MathAnswer.extracted(item, prediction, graders);
    if (reading instanceof Reading.Found<String>(String read)) {
      return told(item, read, graders, true)
          .orElse(new Grade.Unparsable("the reader said " + read));
    }
    return reading instanceof Reading.Off && MathVista.choices(item).isEmpty()
        ? Grade.of(false, "no rule finds it right")
        : graders.grade(reading, read -> Grade.of(false, read));
  }

  /// @param last whether nobody is asked afterwards: what is not right is wrong
  private static Optional<Grade> told(Item item, String answer, Graders graders, boolean last)
      throws InterruptedException {
    Map<String, String> choices = MathVista.choices(item);
    if (!choices.isEmpty()) {
      return Choices.fixed(answer, choices)
          .map(letter -> Grade.of(letter.equals(item.answer()), letter));
    }
    if (MathAnswer.equal(item.answer(), answer, graders.equivalence())) {
      return Optional.of(Grade.of(true, answer));
    }
    return last ? Optional.of(Grade.of(false, answer)) : Optional.empty();
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    if (MathVista.choices(item).isEmpty()) {
      if (equal(prediction, item.answer(), graders.equivalence())) {
        return Grade.of(true, prediction);
      }
    } else {
      Optional<String> letter = Choices.released(prediction, MathVista.choices(item));
      if (letter.isPresent()) {
        return Grade.of(letter.get().equals(item.answer()), letter.get());
      }
    }
    Reading<String> reading = MathAnswer.extracted(item, prediction, graders);
    if (reading instanceof Reading.Found<String>(String read)) {
      boolean right =
          MathVista.choices(item).isEmpty()
              ? equal(read, item.answer(), graders.equivalence())
              : Choices.released(read, MathVista.choices(item))
                  .filter(letter -> letter.equals(item.answer()))
                  .isPresent();
      return Grade.of(right, read);
    }
    return graders.grade(reading, read -> Grade.of(false, read));
  }

  /// The public comparison: equal texts, equal values, equal expressions.
  static boolean equal(String answer, String reference, MathEquivalence maths)
      throws InterruptedException {
    String given = answer.toLowerCase(Locale.ROOT).strip();
    String wanted = reference.toLowerCase(Locale.ROOT).strip();
    if (given.equals(wanted)) {
      return true;
    }
    Optional<Double> value = PythonArithmetic.evaluate(given);
    Optional<Double> right = PythonArithmetic.evaluate(wanted);
    if (value.isPresent() && right.isPresent()) {
      return Math.abs(value.get() - right.get()) < SAME;
    }
    return maths.equal(wanted, given).orElse(false);
  }
}
