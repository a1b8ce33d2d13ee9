package io.github.deepeyes4j.app;

import java.io.PrintStream;

/// A line at the bottom of a terminal that is written over and over; nothing where there is no
/// terminal. Safe for concurrent use.
final class StatusLine {
  /// Back to the line's beginning, and nothing from there on.
  private static final String ERASE = "\r\033[K";

  private final PrintStream terminal;
  private final boolean shown;

  private StatusLine(PrintStream terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown;
  }

  /// On standard error, if a person is watching.
  static StatusLine open() {
    return of(System.err, Terminal.isInteractive());
  }

  static StatusLine of(PrintStream terminal, boolean shown) {
    return new StatusLine(terminal, shown);
  }

  synchronized void show(String line) {
    if (shown) {
      terminal.print(ERASE + line);
      terminal.flush();
    }
  }

  synchronized void erase() {
    show("");
  }
}
