package io.github.deepeyes4j.core.agent;

import java.util.Locale;

/// What one assistant turn asks for. A closed set: every way a turn can end is here.
public sealed interface Action {
  /// The episode ends with this answer, trimmed and not empty.
  record Answer(String text) implements Action {}

  /// Run this Python, byte for byte.
  record Code(String source) implements Action {}

  /// Search the web by text.
  record Search(String query) implements Action {}

  /// Search by picture: the question's first one, or the one of this name (`image_2`).
  record ImageSearch(String image) implements Action {
    /// What the tool searches when the call names no picture.
    public static final String DEFAULT_IMAGE = "image_1";
  }

  /// A tool call that says something, but not in a form that can be run.
  ///
  /// @param message what the model is told
  record Invalid(String message) implements Action {}

  /// No action in a form that the protocol knows.
  record None(Reason reason) implements Action {}

  /// Why a turn holds no action.
  enum Reason {
    /// Neither an answer nor a tool.
    NOTHING,
    /// A `<code>` block that is not closed.
    UNCLOSED_CODE,
    /// A `<code>` block without a closed fence tagged `python`.
    NO_PYTHON_FENCE,
    /// A `<tool_call>` that is not closed.
    UNCLOSED_TOOL_CALL
  }

  /// The action that [#kind()] and [#text()] tell of; an [IllegalArgumentException] names a kind
  /// that there is not.
  static Action of(String kind, String text) {
    return switch (kind) {
      case "answer" -> new Answer(text);
      case "code" -> new Code(text);
      case "search" -> new Search(text);
      case "image_search" -> new ImageSearch(text);
      case "invalid" -> new Invalid(text);
      case "none" -> new None(Reason.valueOf(text.toUpperCase(Locale.ROOT)));
      default -> throw new IllegalArgumentException("'%s' is no kind of action".formatted(kind));
    };
  }

  /// The action's class as reports name it.
  default String kind() {
    return switch (this) {
      case Answer _ -> "answer";
      case Code _ -> "code";
      case Search _ -> "search";
      case ImageSearch _ -> "image_search";
      case Invalid _ -> "invalid";
      case None _ -> "none";
    };
  }

  /// The action's content: answer, source, query, picture name or complaint.
  default String text() {
    return switch (this) {
      case Answer(String text) -> text;
      case Code(String source) -> source;
      case Search(String query) -> query;
      case ImageSearch(String image) -> image;
      case Invalid(String message) -> message;
      case None(Reason reason) -> reason.name().toLowerCase(Locale.ROOT);
    };
  }
}
