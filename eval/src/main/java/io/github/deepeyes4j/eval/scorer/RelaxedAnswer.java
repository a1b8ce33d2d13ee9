package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.Locale;
import java.util.Optional;

/// Numbers within 5 % of the target, other texts equal (ChartQA: Masry et al., arXiv 2203.10244,
/// section 5.1); what is not equal goes to the consistency judge. The public harness hands target
/// and prediction over in the wrong order, so that its 5 % are of the prediction.
final class RelaxedAnswer implements Scorer {
  private static final double TOLERANCE = 0.05;

  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    for (String answer : item.answers()) {
      if (matches(answer, prediction)) {
        return Grade.of(true, answer);
      }
    }
    return graders.consistency(new Claim(item.question(), item.answers(), prediction));
  }

  private static boolean matches(String answer, String prediction) {
    if (AnswerMatch.matches(prediction, java.util.List.of(answer))) {
      return true;
    }
    Optional<Double> target = number(answer, false);
    Optional<Double> given = number(prediction, false);
    if (target.isEmpty() || given.isEmpty()) {
      return false;
    }
    // A percent sign that only one of them has is layout.
    boolean both = answer.strip().endsWith("%") == prediction.strip().endsWith("%");
    return isClose(given.get(), target.get())
        || (!both
            && isClose(
                number(prediction, true).orElse(Double.NaN),
                number(answer, true).orElse(Double.NaN)));
  }

  private static boolean isClose(double given, double target) {
    return Math.abs(given - target) <= TOLERANCE * Math.abs(target);
  }

  private static Optional<Double> number(String text, boolean percentCounts) {
    String bare = text.strip().replaceFirst("^[$€£]\\s*", "");
    boolean percent = bare.endsWith("%");
    Optional<Double> number =
        AnswerMatch.number(percent ? bare.substring(0, bare.length() - 1).strip() : bare)
            .map(java.math.BigDecimal::doubleValue);
    return percent && percentCounts ? number.map(value -> value / 100) : number;
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    for (String answer : item.answers()) {
      // The order is the fault: the target stands where the prediction belongs.
      if (relaxed(prediction, answer)) {
        return Grade.of(true, answer);
      }
    }
    return graders.consistency(new Claim(item.question(), item.answers(), prediction));
  }

  /// The public function.
  ///
  /// @param target whose 5 % are the tolerance
  static boolean relaxed(String target, String prediction) {
    Optional<Double> given = PythonNumber.parse(prediction, true);
    Optional<Double> wanted = PythonNumber.parse(target, true);
    if (given.isPresent() && wanted.isPresent() && wanted.get() != 0) {
      return Math.abs(given.get() - wanted.get()) / Math.abs(wanted.get()) <= TOLERANCE;
    }
    return prediction.toLowerCase(Locale.ROOT).equals(target.toLowerCase(Locale.ROOT));
  }
}
