package io.github.deepeyes4j.world.realx;

import io.github.deepeyes4j.core.score.AnswerMatch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The right answer, and what else counts as right.
///
/// @param value as it is usually written
/// @param tolerance relative difference up to which a number is right: 0 or 0.005
/// @param unit that may stand after a number, such as `euros`; empty for none
/// @param aliases other accepted texts
public record Answer(String value, double tolerance, String unit, List<String> aliases) {
  /// A number, and what follows it.
  private static final Pattern QUANTITY =
      Pattern.compile("([€$]?\\s*)([-+]?[\\d,]*\\d(?:\\.\\d+)?|[-+]?\\.\\d+)\\s*(\\S.*)?");

  public Answer {
    aliases = List.copyOf(aliases);
  }

  /// Whether a given answer is right: the same text after normalisation, or a number within the
  /// tolerance, with the unit or without any.
  public boolean accepts(String given) {
    List<String> accepted = new ArrayList<>(aliases);
    accepted.add(value);
    if (AnswerMatch.matches(given, accepted)) {
      return true;
    }
    Optional<BigDecimal> right = AnswerMatch.number(value);
    Optional<BigDecimal> number = quantity(given);
    return right.isPresent() && number.isPresent() && isClose(right.get(), number.get());
  }

  private boolean isClose(BigDecimal right, BigDecimal given) {
    double allowed = tolerance * right.abs().doubleValue();
    return right.subtract(given).abs().doubleValue() <= allowed;
  }

  /// The number of a text such as `38.65`, `38.65 euros` or `€38.65`.
  private Optional<BigDecimal> quantity(String given) {
    Matcher matcher = QUANTITY.matcher(AnswerMatch.normalize(given));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String after = matcher.group(3) == null ? "" : matcher.group(3);
    boolean money = !matcher.group(1).isBlank();
    if (money && !unit.equals("euros")) {
      return Optional.empty();
    }
    return after.isEmpty() || isUnit(after)
        ? AnswerMatch.number(matcher.group(2))
        : Optional.empty();
  }

  private boolean isUnit(String text) {
    String name = unit.toLowerCase(Locale.ROOT);
    return !name.isEmpty() && spellings(name).contains(text);
  }

  private static List<String> spellings(String unit) {
    return switch (unit) {
      case "euros" -> List.of("euros", "euro", "eur", "€");
      case "minutes" -> List.of("minutes", "minute", "min", "mins");
      case "km" -> List.of("km", "kilometres", "kilometers");
      case "kg" -> List.of("kg", "kilograms", "kilogrammes");
      case "g" -> List.of("g", "grams", "grammes");
      case "m" -> List.of("m", "metres", "meters");
      case "cm" -> List.of("cm", "centimetres", "centimeters");
      case "mm" -> List.of("mm", "millimetres", "millimeters");
      case "litres" -> List.of("litres", "liters", "l");
      case "seconds" -> List.of("seconds", "second", "s", "sec");
      case "degrees" -> List.of("degrees", "°c", "degrees celsius", "°");
      case "watts" -> List.of("watts", "watt", "w");
      case "days" -> List.of("days", "day");
      case "years" -> List.of("years", "year");
      default -> List.of(unit);
    };
  }
}
