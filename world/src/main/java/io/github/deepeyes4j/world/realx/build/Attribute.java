package io.github.deepeyes4j.world.realx.build;

import java.util.Locale;
import java.util.SplittableRandom;

/// Something that a kind of document states, with values that are drawn at random.
///
/// @param label how documents write it: `Adult fare`
/// @param unit stands behind its values; empty for none
/// @param low smallest value, whole; `high` is above the largest
record Attribute(String label, String unit, Kind kind, int low, int high) {

  /// How values are written.
  enum Kind {
    /// `1934`: differences make sense, sums do not.
    YEAR,
    WHOLE,
    /// One decimal.
    TENTH,
    /// Two decimals.
    MONEY,
    /// `14:35`.
    TIME
  }

  static Attribute year(String label, int low, int high) {
    return new Attribute(label, "", Kind.YEAR, low, high);
  }

  static Attribute whole(String label, String unit, int low, int high) {
    return new Attribute(label, unit, Kind.WHOLE, low, high);
  }

  static Attribute tenth(String label, String unit, int low, int high) {
    return new Attribute(label, unit, Kind.TENTH, low, high);
  }

  static Attribute money(String label, int low, int high) {
    return new Attribute(label, "euros", Kind.MONEY, low, high);
  }

  static Attribute time(String label, int low, int high) {
    return new Attribute(label, "", Kind.TIME, low, high);
  }

  /// As a question names it: `the adult fare`.
  String phrase() {
    return "the " + label.toLowerCase(Locale.ROOT);
  }

  /// A random value as it is printed, without unit.
  String value(SplittableRandom random) {
    return switch (kind) {
      case YEAR, WHOLE -> String.valueOf(random.nextInt(low, high));
      case TENTH -> {
        int tenths = random.nextInt(10 * low, 10 * high);
        yield tenths / 10 + "." + tenths % 10;
      }
      case MONEY -> {
        int cents = 5 * random.nextInt(20 * low, 20 * high);
        yield cents / 100 + "." + two(cents % 100);
      }
      case TIME -> two(random.nextInt(low, high)) + ":" + two(random.nextInt(60));
    };
  }

  private static String two(int value) {
    return (value < 10 ? "0" : "") + value;
  }

  /// The line of a document that states a value.
  String line(String value) {
    return "%s: %s%s.".formatted(label, value, unit.isEmpty() ? "" : " " + unit);
  }
}
