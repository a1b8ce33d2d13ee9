package io.github.deepeyes4j.core.score.judge;

import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.Judge.Judgement;
import io.github.deepeyes4j.core.score.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can be told about an answer without a model: it is right, it is wrong, or the rules do not
/// reach. Safe for concurrent use.
///
/// In this order: equal after normalisation ([AnswerMatch]) is right; numbers within the tolerance
/// are right, different integers are wrong; where a reference is a choice's label (`B`), the
/// answer's label decides; equal mathematical expressions are right.
public final class AnswerRules {
  /// Relative difference up to which numbers are the same.
  static final double TOLERANCE = 1e-6;

  /// A label alone, in brackets, or before the choice's text: `B`, `(B)`, `B. red`, `Option B`.
  private static final Pattern LABEL =
      Pattern.compile(
          "(?:(?:option|choice|answer)\\s+)?\\(?([A-Ha-h])(?:\\)|[.:)](?=\\s|$)|$).*",
          Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private static final Pattern BARE_LABEL = Pattern.compile("\\(?([A-H])\\)?\\.?");

  private final MathEquivalence maths;

  /// @param maths how expressions are compared; [MathEquivalence#none] for texts that are none
  public AnswerRules(MathEquivalence maths) {
    this.maths = maths;
  }

  /// Applies the rules.
  ///
  /// @return right or wrong; empty when the rules do not reach
  public Optional<Judgement> check(Claim claim) throws InterruptedException {
    if (AnswerMatch.matches(claim.answer(), claim.references())) {
      return Optional.of(new Judgement(Verdict.RIGHT, "rule: equal"));
    }
    Optional<Judgement> byNumber = byNumber(claim);
    if (byNumber.isPresent()) {
      return byNumber;
    }
    Optional<Judgement> byLabel = byLabel(claim);
    if (byLabel.isPresent()) {
      return byLabel;
    }
    for (String reference : claim.references()) {
      if (maths.equal(reference, claim.answer()).orElse(false)) {
        return Optional.of(new Judgement(Verdict.RIGHT, "rule: equal expressions"));
      }
    }
    return Optional.empty();
  }

  /// Integers settle the matter when all references are integers too; of other numbers nobody knows
  /// how they were rounded.
  private static Optional<Judgement> byNumber(Claim claim) {
    Optional<BigDecimal> answer = AnswerMatch.number(claim.answer());
    List<BigDecimal> references =
        claim.references().stream().flatMap(r -> AnswerMatch.number(r).stream()).toList();
    if (answer.isEmpty() || references.isEmpty()) {
      return Optional.empty();
    }
    if (references.stream().anyMatch(reference -> close(reference, answer.get()))) {
      return Optional.of(new Judgement(Verdict.RIGHT, "rule: equal numbers"));
    }
    boolean settled =
        references.size() == claim.references().size()
            && isInteger(answer.get())
            && references.stream().allMatch(AnswerRules::isInteger);
    return settled
        ? Optional.of(new Judgement(Verdict.WRONG, "rule: different integers"))
        : Optional.empty();
  }

  /// Integers are given exactly; of other numbers the last digits may be rounded.
  private static boolean close(BigDecimal reference, BigDecimal answer) {
    if (isInteger(reference) && isInteger(answer)) {
      return reference.compareTo(answer) == 0;
    }
    double difference = reference.subtract(answer).abs().doubleValue();
    return difference <= TOLERANCE * reference.abs().doubleValue();
  }

  private static boolean isInteger(BigDecimal number) {
    return number.stripTrailingZeros().scale() <= 0;
  }

  private static Optional<Judgement> byLabel(Claim claim) {
    Matcher reference = BARE_LABEL.matcher(claim.references().getFirst().strip());
    Matcher answer = LABEL.matcher(claim.answer().strip());
    if (!reference.matches() || !answer.matches()) {
      return Optional.empty();
    }
    boolean same = reference.group(1).equalsIgnoreCase(answer.group(1));
    return Optional.of(new Judgement(same ? Verdict.RIGHT : Verdict.WRONG, "rule: label"));
  }
}
