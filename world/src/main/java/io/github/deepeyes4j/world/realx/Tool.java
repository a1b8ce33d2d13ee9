package io.github.deepeyes4j.world.realx;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// A tool that can be switched off.
public enum Tool {
  CODE,
  SEARCH,
  IMAGE_SEARCH;

  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The tools without which these operands cannot all be found.
  public static Set<Tool> needed(Iterable<Operand> operands) {
    Set<Tool> tools = EnumSet.noneOf(Tool.class);
    for (Operand operand : operands) {
      switch (operand) {
        case Operand.Reading reading -> {
          if (reading.small()) {
            tools.add(CODE);
          }
        }
        case Operand.Recognition recognition -> {
          tools.add(IMAGE_SEARCH);
          if (recognition.small()) {
            tools.add(CODE);
          }
        }
        case Operand.Statement _ -> tools.add(SEARCH);
      }
    }
    return tools;
  }
}
