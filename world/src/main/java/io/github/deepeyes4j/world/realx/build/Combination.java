package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.realx.build.Draft.Asked;
import java.util.List;

/// Questions that combine values, each with the expression that answers it.
final class Combination {
  /// Ratios are rounded.
  private static final double ROUNDED = 0.005;

  private Combination() {}

  /// A question about two values of one attribute, operands `a` and `b`.
  ///
  /// @param first names the first value in a question: `the adult fare on the red sign`
  static Asked ofTwo(Studio studio, Attribute attribute, String first, String second) {
    return switch (attribute.kind()) {
      case TIME ->
          asked(
              "How many minutes lie between %s and %s?".formatted(first, second),
              "abs(minutes(a) - minutes(b))",
              "minutes");
      case YEAR ->
          asked(
              "How many years lie between %s and %s?".formatted(first, second),
              "abs(a - b)",
              "years");
      case WHOLE, TENTH, MONEY -> quantities(studio, attribute, first, second);
    };
  }

  private static Asked quantities(Studio studio, Attribute attribute, String first, String second) {
    return switch (studio.between(0, 4)) {
      case 0 ->
          asked(
              "What is the difference between %s and %s?".formatted(first, second),
              "abs(a - b)",
              attribute.unit());
      case 1 ->
          asked(
              "What is the sum of %s and %s?".formatted(first, second), "a + b", attribute.unit());
      case 2 -> {
        int times = studio.between(3, 9);
        int more = studio.between(3, 9);
        yield asked(
            "What is %d times %s plus %d times %s?".formatted(times, first, more, second),
            "%d * a + %d * b".formatted(times, more),
            attribute.unit());
      }
      default ->
          new Asked(
              "What is %s divided by %s? Round to three decimals.".formatted(first, second),
              "round(a / b, 3)",
              ROUNDED,
              "",
              List.of());
    };
  }

  /// The mean of operands `a`, `b` and `c`.
  static Asked mean(Attribute attribute, String values) {
    return new Asked(
        "What is the mean of %s? Round to two decimals.".formatted(values),
        "round((a + b + c) / 3, 2)",
        ROUNDED,
        attribute.unit(),
        List.of());
  }

  /// A value of an attribute taken several times: operands `a`, the value, and `n`.
  static Asked product(Attribute attribute, String question) {
    return asked(question, "a * n", attribute.unit());
  }

  private static Asked asked(String question, String expression, String unit) {
    return new Asked(question, expression, 0, unit, List.of());
  }
}
