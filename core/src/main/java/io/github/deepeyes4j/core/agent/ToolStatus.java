package io.github.deepeyes4j.core.agent;

import java.util.Locale;

/// How a tool call ended. Only [#UNAVAILABLE] is a failure of ours; all others are answers.
public enum ToolStatus {
  OK,
  /// The code raised an exception.
  PYTHON_ERROR,
  /// The code does not compile.
  SYNTAX_ERROR,
  /// The cell was interrupted at its time limit.
  TIMEOUT,
  /// The interpreter died: it was killed, crashed or left.
  KILLED,
  /// The memory limit was reached.
  MEMORY,
  /// The output limit was reached and the cell was stopped.
  OUTPUT_LIMIT,
  /// The call could not be run as written: malformed, unknown tool, unknown picture.
  BAD_REQUEST,
  /// The tool itself did not work; nothing is said about the call.
  UNAVAILABLE;

  /// The name in trajectories and on the wire.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The one of a [#wireName()]; an [IllegalArgumentException] names what is none.
  public static ToolStatus named(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
