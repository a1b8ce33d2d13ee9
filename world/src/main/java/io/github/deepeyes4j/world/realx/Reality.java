package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/// Whether what a question takes can be known by heart. Reported apart.
public enum Reality {
  /// What is not on the picture is true: a large model may know it.
  REAL,
  /// Everything is on the picture, or some of it is in a document that was made up.
  FICTIONAL;

  static Reality of(List<Operand> operands) {
    boolean known = false;
    for (Operand operand : operands) {
      switch (operand) {
        case Operand.Statement statement when statement.isFictional() -> {
          return FICTIONAL;
        }
        case Operand.Statement _, Operand.Recognition _ -> known = true;
        case Operand.Reading _ -> {}
      }
    }
    return known ? REAL : FICTIONAL;
  }

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
