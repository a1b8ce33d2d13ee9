package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What a question is about. Each domain has 60 questions.
public enum Domain {
  GEOGRAPHY,
  NATURE,
  PRODUCTS,
  SCIENCE,
  CULTURE;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
