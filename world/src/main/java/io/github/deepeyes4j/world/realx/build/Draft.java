package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.world.realx.Operand;
import io.github.deepeyes4j.world.realx.scene.Sketch;
import java.util.List;

/// A question before its picture is painted: operands have no boxes yet.
///
/// @param asked the question, how its answer is computed, and what is accepted
/// @param entities ids of what is shown or asked about
record Draft(Sketch sketch, Asked asked, List<Operand> operands, List<String> entities) {
  Draft {
    operands = List.copyOf(operands);
    entities = List.copyOf(entities);
  }

  /// What is asked.
  ///
  /// @param expression over the operands' names
  /// @param tolerance relative
  /// @param aliases of a text answer
  record Asked(
      String question, String expression, double tolerance, String unit, List<String> aliases) {
    Asked {
      aliases = List.copyOf(aliases);
    }

    /// The value of operand `v` itself.
    static Asked value(String question, String unit) {
      return new Asked(question, "v", 0, unit, List.of());
    }
  }
}
