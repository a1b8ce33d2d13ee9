package io.github.deepeyes4j.world.realx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How an answer is found.
///
/// @param operands in the order in which they can be found: each needs earlier ones only
public record Solution(List<Operand> operands, Expression expression) {
  public Solution {
    operands = List.copyOf(operands);
  }

  /// The operands' values by name.
  public Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    operands.forEach(operand -> values.put(operand.name(), operand.value()));
    return values;
  }

  public String answer() {
    return expression.evaluate(values());
  }

  public Evidence evidence() {
    return Evidence.of(operands);
  }

  /// A text with the values of the operands that it names.
  public static String resolve(String text, Map<String, String> values) {
    String resolved = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      resolved = resolved.replace("{" + value.getKey() + "}", value.getValue());
    }
    return resolved;
  }
}
