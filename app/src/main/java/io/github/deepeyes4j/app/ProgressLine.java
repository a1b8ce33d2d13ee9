package io.github.deepeyes4j.app;

import java.util.Locale;

/// A progress bar on standard error, drawn only on a terminal. Safe for concurrent use.
final class ProgressLine {
  private static final int WIDTH = 30;

  private final String unit;
  private final int total;
  private final long start = System.nanoTime();
  private final StatusLine line = StatusLine.open();

  ProgressLine(String unit, int total) {
    this.unit = unit;
    this.total = total;
  }

  synchronized void update(int done) {
    double seconds = (System.nanoTime() - start) / 1e9;
    double rate = done / Math.max(seconds, 1e-3);
    if (done == total) {
      line.erase();
    } else {
      line.show(
          String.format(
              Locale.ROOT,
              "%s %d/%d %s, %.1f/s, %.0f s left ",
              bar(WIDTH, done, total),
              done,
              total,
              unit,
              rate,
              (total - done) / Math.max(rate, 1e-3)));
    }
  }

  static String bar(int width, int done, int total) {
    int filled = (int) ((long) width * done / Math.max(1, total));
    return "[" + "#".repeat(filled) + ".".repeat(width - filled) + "]";
  }
}
