package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import io.github.deepeyes4j.core.score.judge.MathText;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What mathematical benchmarks share. Stateless.
final class MathAnswer {
  private static final Pattern BOXED = Pattern.compile("\\\\boxed\\{((?:[^{}]|\\{[^{}]*})*)}");
  private static final Pattern STATED =
      Pattern.compile("(?is).*\\banswer(?:\\s+is)?\\s*[:=]?\\s+(\\S[^\\n]*?)\\s*\\.?\\s*$");

  private MathAnswer() {}

  /// The final answer of a text by rule: the last box, what the last line calls the answer, or the
  /// whole.
  static String finalPart(String prediction) {
    Matcher box = BOXED.matcher(prediction);
    String last = null;
    while (box.find()) {
      last = box.group(1);
    }
    if (last != null) {
      return last.strip();
    }
    Matcher stated = STATED.matcher(prediction);
    return stated.matches() ? stated.group(1).strip() : prediction.strip();
  }

  /// Whether two answers are equal: as text, as numbers where the given one rounds to the reference
  /// at its decimals, or as expressions.
  static boolean equal(String reference, String given, MathEquivalence maths)
      throws InterruptedException {
    if (AnswerMatch.matches(given, List.of(reference))) {
      return true;
    }
    Optional<BigDecimal> number = AnswerMatch.number(MathText.normalize(given));
    Optional<BigDecimal> right = AnswerMatch.number(MathText.normalize(reference));
    if (number.isPresent() && right.isPresent()) {
      return rounds(number.get(), right.get(), Math.max(0, right.get().scale()));
    }
    return maths.equal(reference, given).orElse(false);
  }

  /// Whether a number is the reference at so many decimals. Integers are never rounded to.
  static boolean rounds(BigDecimal given, BigDecimal reference, int decimals) {
    return given.compareTo(reference) == 0
        || (decimals > 0
            && given.scale() >= decimals
            && given
                    .setScale(decimals, RoundingMode.HALF_UP)
                    .compareTo(reference.setScale(decimals, RoundingMode.HALF_UP))
                == 0);
  }

  /// The short answer that a model reads off a long one.
  static Reading<String> extracted(Item item, String prediction, Graders graders)
      throws InterruptedException {
    return graders.read(
        graders.prompts().answer(item, prediction),
        reply -> reply.isBlank() ? Optional.empty() : Optional.of(reply.strip()));
  }

  /// Whether a reader found no answer.
  static boolean isNone(String extracted) {
    return extracted.matches("(?i)none\\.?");
  }
}
