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
    double rate = done / Math.max(seconds, 1e-3);
    System.err.printf(
        Locale.ROOT,
        "\r[%s%s] %d/%d %s, %.1f/s, %.0f s left ",
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        done,
        total,
        unit,
        rate,
        (total - done) / Math.max(rate, 1e-3));
    if (done == total) {
      System.err.print("\r" + " ".repeat(WIDTH + 60) + "\r");
    }
  }
}
