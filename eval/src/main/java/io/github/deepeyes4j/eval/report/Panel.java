package io.github.deepeyes4j.eval.report;

import java.util.List;

/// One chart of a plot.
sealed interface Panel {
  String title();

  /// Columns.
  ///
  /// @param unit what the columns measure
  /// @param categories names of the columns, or of groups of them
  /// @param stacked whether the series of a category stand on each other
  record Bars(
      String title, String unit, List<String> categories, List<Series> series, boolean stacked)
      implements Panel {
    /// @param colour its place among the colours
    /// @param values one a category
    record Series(String name, int colour, List<Double> values) {}
  }

  /// Lines over training steps.
  record Lines(String title, List<Line> lines) implements Panel {
    /// @param colour its place among the colours
    /// @param thin for the edges of a band
    record Line(String name, int colour, List<Double> steps, List<Double> values, boolean thin) {}
  }
}
