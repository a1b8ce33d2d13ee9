package io.github.deepeyes4j.app;

import java.util.Locale;

/// A progress bar on standard error, drawn only on a terminal. Safe for concurrent use.
final class ProgressLine {
  private static final int WIDTH = 30;

  private final String unit;
  private final int total;
  private final long start = System.nanoTime();
  private final boolean shown = Terminal.isInteractive();

  ProgressLine(String unit, int total) {
    this.unit = unit;
    this.total = total;
  }

  synchronized void update(int done) {
    if (!shown) {
      return;
    }
    int filled = (int) ((long) WIDTH * done / Math.max(1, total));
    double seconds = (System.nanoTime() - start) / 1e9;
    double left = seconds / done * (total - done);
    System.err.printf(
        Locale.ROOT,
        "\r[%s%s] %d/%d %s, %.0f s left ",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        done,
        total,
        unit,
        left);
    if (done == total) {
      System.err.print("\r" + " ".repeat(WIDTH + 50) + "\r");
    }
  }
}
