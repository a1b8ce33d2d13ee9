package io.github.deepeyes4j.eval.scorer;

import java.util.Optional;
import java.util.regex.Pattern;

/// What Python's `float(text)` and `int(text)` accept. Stateless.
final class PythonNumber {
  private static final Pattern FLOAT =
      Pattern.compile(
          "[+-]?(?:\\d+(?:_\\d+)*\\.?(?:\\d+(?:_\\d+)*)?|\\.\\d+(?:_\\d+)*)(?:[eE][+-]?\\d+)?");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+(?:_\\d+)*");
  private static final int LONGEST = 300;

  private PythonNumber() {}

  /// @param percent whether a trailing `%` divides by 100
  static Optional<Double> parse(String text, boolean percent) {
    boolean hundredth = percent && text.endsWith("%");
    String bare = (hundredth ? text.replaceFirst("%+$", "") : text).strip();
    if (bare.length() > LONGEST || !FLOAT.matcher(bare).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(bare.replace("_", ""));
    return Optional.of(hundredth ? value / 100 : value);
  }

  static Optional<java.math.BigInteger> parseInteger(String text) {
    String bare = text.strip();
    return bare.length() > LONGEST || !INTEGER.matcher(bare).matches()
        ? Optional.empty()
        : Optional.of(new java.math.BigInteger(bare.replace("_", "").replaceFirst("^\\+", "")));
  }
}
