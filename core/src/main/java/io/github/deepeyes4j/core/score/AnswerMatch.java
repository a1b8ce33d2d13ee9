package io.github.deepeyes4j.core.score;

import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Rule checks between an answer and the ground truth. Stateless.
public final class AnswerMatch {
  private AnswerMatch() {}

  /// Whether `answer` equals one of `accepted` after normalisation, as text or as a number.
  public static boolean matches(String answer, List<String> accepted) {
    String given = normalize(answer);
    Optional<BigDecimal> number = number(answer);
    return accepted.stream()
        .anyMatch(right -> normalize(right).equals(given) || sameNumber(number(right), number));
  }

  private static boolean sameNumber(Optional<BigDecimal> one, Optional<BigDecimal> other) {
    return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) == 0;
  }

  /// Lower case, one space between words, no accents' compatibility variants, no quotes around and
  /// no full stop after.
  public static String normalize(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFKC)
            .toLowerCase(Locale.ROOT)
            .strip()
            .replaceAll("\\s+", " ");
    return folded.replaceAll("^[\"'“”‘’`]+|[\"'“”‘’`.]+$", "");
  }

  /// The number that a text is, if it is one after normalisation; commas are left out.
  public static Optional<BigDecimal> number(String text) {
    String digits = normalize(text).replace(",", "");
    if (digits.length() > 40 || !digits.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)")) {
      return Optional.empty();
    }
    return Optional.of(new BigDecimal(digits));
  }
}
