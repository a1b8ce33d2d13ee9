package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.world.task.TaskClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The class of a question: a nano task's by its id, a benchmark's by what its rows say.
///
/// @param label names the class in reports
/// @param needs the tools without which it is not solved: one of each set
public record QuestionKind(String label, List<Set<ToolClass>> needs) {
  /// What a question takes, by the columns that say so: RealX-Mini's, and those of RealX-Bench.
  private static final Map<String, String> ABILITIES =
      Map.of(
          "perception", "perception",
          "reasoning", "reasoning",
          "reason", "reasoning",
          "search", "search");

  /// The class of a nano task; empty for other questions.
  static Optional<QuestionKind> of(String id) {
    return TaskClass.ofId(id).map(kind -> new QuestionKind(kind.label(), needs(kind)));
  }

  /// The class of a benchmark's question: the abilities that it takes together, such as
  /// `perception+search`, or else its value in the first column by which the benchmark's results
  /// are grouped. Empty where there is none.
  ///
  /// @param groups those columns, in order
  /// @param fields a row's values by column
  static Optional<QuestionKind> of(List<String> groups, Map<String, String> fields) {
    if (groups.containsAll(List.of("perception", "search"))) {
      Set<String> taken = new TreeSet<>();
      ABILITIES.forEach((column, ability) -> {
        if (isYes(fields.getOrDefault(column, ""))) {
          taken.add(ability);
        }
      });
      return Optional.of(
          new QuestionKind(taken.isEmpty() ? "none" : String.join("+", taken), needs(taken)));
    }
    return groups.stream()
        .findFirst()
        .map(column -> fields.getOrDefault(column, ""))
        .filter(value -> !value.isBlank())
        .map(value -> new QuestionKind(value, List.of()));
  }

  private static boolean isYes(String value) {
    return List.of("yes", "true", "1", "1.0").contains(value.toLowerCase(Locale.ROOT));
  }

  /// Reasoning needs no tool: it may be done in the head.
  private static List<Set<ToolClass>> needs(Set<String> abilities) {
    List<Set<ToolClass>> needs = new ArrayList<>();
    if (abilities.contains("perception")) {
      needs.add(Set.of(ToolClass.CROP));
    }
    if (abilities.contains("search")) {
      needs.add(Set.of(ToolClass.TEXT_SEARCH, ToolClass.IMAGE_SEARCH));
    }
    return needs;
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
