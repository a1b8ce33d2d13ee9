package io.github.deepeyes4j.eval.scorer;

import java.util.Optional;

/// The value of arithmetic as Python writes it: numbers, `+ - * / // % **`, brackets. Nothing else
/// is read and nothing is run, whatever a model wrote.
final class PythonArithmetic {
  private static final int LONGEST = 200;
  private static final int DEEPEST = 30;

  private final String text;
  private int at;
  private int depth;

  private PythonArithmetic(String text) {
    this.text = text;
  }

  /// Why a text is no arithmetic.
  private static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// The value; empty when the text is anything else, or the value is not finite.
  static Optional<Double> evaluate(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      PythonArithmetic arithmetic = new PythonArithmetic(text.strip());
      double value = arithmetic.sum();
      return arithmetic.at == arithmetic.text.length() && Double.isFinite(value)
          ? Optional.of(value)
          : Optional.empty();
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  private double sum() throws UnreadableException {
    if (++depth > DEEPEST) {
      throw new UnreadableException();
    }
    double value = product();
    while (true) {
      if (take("+")) {
        value += product();
      } else if (take("-")) {
        value -= product();
      } else {
        depth--;
        return value;
      }
    }
  }

  private double product() throws UnreadableException {
    double value = signed();
    while (true) {
      if (take("//")) {
        value = Math.floor(value / signed());
      } else if (take("/")) {
        value /= signed();
      } else if (take("%")) {
        double divisor = signed();
        value -= divisor * Math.floor(value / divisor);
      } else if (!ahead("**") && take("*")) {
        value *= signed();
      } else {
        return value;
      }
    }
  }

  private double signed() throws UnreadableException {
    if (++depth > DEEPEST) {
      throw new UnreadableException();
    }
    double value;
    if (take("-")) {
      value = -signed();
    } else if (take("+")) {
      value = signed();
    } else {
      value = power();
    }
    depth--;
    return value;
  }

  private double power() throws UnreadableException {
    double base = atom();
    return take("**") ? Math.pow(base, signed()) : base;
  }

  private double atom() throws UnreadableException {
    if (take("(")) {
      double value = sum();
      if (!take(")")) {
        throw new UnreadableException();
      }
      return value;
    }
    int from = at;
    while (at < text.length() && "0123456789._e".indexOf(text.charAt(at)) >= 0) {
      at++;
      boolean exponent = text.charAt(at - 1) == 'e' && at < text.length();
      if (exponent && "+-".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }
    double value =
        PythonNumber.parse(text.substring(from, at), false).orElseThrow(UnreadableException::new);
    spaces();
    return value;
  }

  private boolean ahead(String sign) {
    return text.startsWith(sign, at);
  }

  private boolean take(String sign) {
    spaces();
    boolean there = ahead(sign);
    at += there ? sign.length() : 0;
    spaces();
    return there;
  }

  private void spaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }
}
