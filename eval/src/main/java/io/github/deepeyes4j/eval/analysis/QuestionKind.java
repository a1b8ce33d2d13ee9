package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.world.task.TaskClass;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The class of a question, where its id tells.
///
/// @param label names the class in reports
/// @param needs the tools without which it is not solved: one of each set
public record QuestionKind(String label, List<Set<ToolClass>> needs) {
  /// The class of a question; empty when nothing is known of it. The classes of the nano world are
  /// known.
  static Optional<QuestionKind> of(String id) {
    return TaskClass.ofId(id).map(kind -> new QuestionKind(kind.label(), needs(kind)));
  }

  private static List<Set<ToolClass>> needs(TaskClass kind) {
    return switch (kind) {
      case PERCEPTION -> List.of(Set.of(ToolClass.CROP));
      case NUMERIC -> List.of(Set.of(ToolClass.NUMERICAL));
      case SEARCH -> List.of(Set.of(ToolClass.TEXT_SEARCH));
      case TWO_STEP ->
          List.of(Set.of(ToolClass.CROP), Set.of(ToolClass.NUMERICAL, ToolClass.TEXT_SEARCH));
      case EASY -> List.of();
    };
  }
}
