package io.github.deepeyes4j.world.realx;

import io.github.deepeyes4j.core.score.AnswerMatch;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/// How an answer follows from its operands, in Python's notation: names, numbers, `+ - * /`,
/// brackets, and the functions `abs(x)`, `round(x, digits)` and `minutes("14:35")`, the minutes
/// since midnight. A name alone stands for its operand's text, whatever it is.
public record Expression(String source) {
  private static final Pattern NAME = Pattern.compile("[a-z]\\w*");

  /// Decimals to which a result is rounded before it is written.
  private static final int DECIMALS = 6;

  /// Python that defines the functions it lacks.
  public static final String PRELUDE =
      "def minutes(t):\n    return 60 * int(t[:-3]) + int(t[-2:])\n";

  /// Whether it is a mere operand: there is nothing to compute.
  public boolean isName() {
    return NAME.matcher(source).matches();
  }

  /// The result as text.
  ///
  /// @param values texts by operand name
  /// @throws IllegalArgumentException when a name has no value, or a value is no number
  public String evaluate(Map<String, String> values) {
    if (isName()) {
      return value(values, source);
    }
    return text(new Evaluation(values).run());
  }

  /// A number without idle zeros.
  public static String text(BigDecimal number) {
    BigDecimal rounded = number.setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }

  private static String value(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no value for " + name);
    }
    return value;
  }

  private static BigDecimal number(String text) {
    return AnswerMatch.number(text)
        .orElseThrow(() -> new IllegalArgumentException("'%s' is no number".formatted(text)));
  }

  /// Minutes since midnight of `14:35`.
  private static BigDecimal minutes(String time) {
    if (!time.matches("\\d{1,2}:\\d\\d")) {
      throw new IllegalArgumentException("'%s' is no time".formatted(time));
    }
    int colon = time.indexOf(':');
    return BigDecimal.valueOf(
        60L * Integer.parseInt(time.substring(0, colon))
            + Integer.parseInt(time.substring(colon + 1)));
  }

  /// A recursive descent over the source.
  private final class Evaluation {
    private final Map<String, String> values;
    private int at;

    Evaluation(Map<String, String> values) {
      this.values = values;
    }

    BigDecimal run() {
      BigDecimal result = sum();
      if (at < source.length()) {
        throw fault();
      }
      return result;
    }

    private BigDecimal sum() {
      BigDecimal result = product();
      while (true) {
        if (take('+')) {
          result = result.add(product());
        } else if (take('-')) {
          result = result.subtract(product());
        } else {
          return result;
        }
      }
    }

    private BigDecimal product() {
      BigDecimal result = factor();
      while (true) {
        if (take('*')) {
          result = result.multiply(factor());
        } else if (take('/')) {
          result = result.divide(factor(), MathContext.DECIMAL64);
        } else {
          return result;
        }
      }
    }

    private BigDecimal factor() {
      if (take('(')) {
        BigDecimal inner = sum();
        expect(')');
        return inner;
      }
      String word = word();
      return switch (word) {
        case "abs" -> bracketed().abs();
        case "minutes" -> {
          expect('(');
          BigDecimal minutes = minutes(value(values, word()));
          expect(')');
          yield minutes;
        }
        case "round" -> {
          expect('(');
          BigDecimal inner = sum();
          expect(',');
          int digits = Integer.parseInt(word());
          expect(')');
          yield inner.setScale(digits, RoundingMode.HALF_UP);
        }
        default -> number(NAME.matcher(word).matches() ? value(values, word) : word);
      };
    }

    private BigDecimal bracketed() {
      expect('(');
      BigDecimal inner = sum();
      expect(')');
      return inner;
    }

    private String word() {
      take(' ');
      int start = at;
      while (at < source.length() && isWordPart(source.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw fault();
      }
      return source.substring(start, at);
    }

    private static boolean isWordPart(char c) {
      return Character.isLetterOrDigit(c) || c == '.' || c == '_';
    }

    private void expect(char c) {
      if (!take(c)) {
        throw fault();
      }
    }

    /// Steps over spaces and then, if it is next, over the character.
    private boolean take(char c) {
      while (at < source.length() && source.charAt(at) == ' ') {
        at++;
      }
      if (at < source.length() && source.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private IllegalArgumentException fault() {
      return new IllegalArgumentException(
          "expression '%s' cannot be read at %d".formatted(Objects.toString(source), at));
    }
  }
}
