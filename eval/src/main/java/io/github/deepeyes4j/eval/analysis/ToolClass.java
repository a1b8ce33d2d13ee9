package io.github.deepeyes4j.eval.analysis;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.deepeyes4j.core.agent.Action;
import io.github.deepeyes4j.core.score.audit.CodeClass;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a tool call is for. Code is told apart by [CodeClass]; the paper (A.6) names the first six.
public enum ToolClass {
  CROP,
  NUMERICAL,
  MARK,
  /// Any other work on a picture.
  OTHER,
  TEXT_SEARCH,
  IMAGE_SEARCH,
  /// Code that does nothing, or nothing that the rules know.
  UNKNOWN,
  /// A call in no form that could be run.
  INVALID;

  /// The class of an action; empty when it calls no tool.
  public static Optional<ToolClass> of(Action action) {
    return switch (action) {
      case Action.Code(String source) -> Optional.of(of(CodeClass.of(source)));
      case Action.Search _ -> Optional.of(TEXT_SEARCH);
      case Action.ImageSearch _ -> Optional.of(IMAGE_SEARCH);
      case Action.Invalid _ -> Optional.of(INVALID);
      case Action.Answer _, Action.None _ -> Optional.empty();
    };
  }

  /// All that a call does; a cell may do several things.
  static Set<ToolClass> allOf(Action action) {
    return action instanceof Action.Code(String source)
        ? CodeClass.allOf(source).stream().map(ToolClass::of).collect(Collectors.toSet())
        : of(action).stream().collect(Collectors.toSet());
  }

  private static ToolClass of(CodeClass code) {
    return switch (code) {
      case MARK -> MARK;
      case CROP -> CROP;
      case IMAGE -> OTHER;
      case NUMERICAL -> NUMERICAL;
      case UNKNOWN -> UNKNOWN;
    };
  }

  /// The name in reports.
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
