package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a text is written with: a reader expects no letters in a number.
public enum Form {
  /// Digits and the marks in numbers, times and dates.
  NUMBER("0123456789.:-"),
  /// Capital letters.
  NAME("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
  /// Letters, a hyphen and digits; no letter that looks like a digit.
  CODE("ACEFHJKLMNPRTUVWXY-0123456789");

  private final String characters;

  Form(String characters) {
    this.characters = characters;
  }

  public String characters() {
    return characters;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
