package io.github.deepeyes4j.app;

import java.io.Console;

/// Whether a person is watching.
final class Terminal {
  private Terminal() {}

  /// Whether standard input and output are a terminal: progress and colours are for people only.
  @SuppressWarnings("SystemConsoleNull") // annotated as nullable
  static boolean isInteractive() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
