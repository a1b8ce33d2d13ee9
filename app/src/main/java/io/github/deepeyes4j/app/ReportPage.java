package io.github.deepeyes4j.app;

import io.github.deepeyes4j.eval.analysis.Analysis;
import io.github.deepeyes4j.eval.analysis.Runs;
import io.github.deepeyes4j.eval.report.Report;
import io.github.deepeyes4j.trace.TokenTexts;
import java.io.IOException;
import java.nio.file.Path;

/// The report of one run, beside its trajectories.
final class ReportPage {
  private ReportPage() {}

  /// Writes it and says where.
  ///
  /// @param run a directory of trajectories
  static void write(String name, Path run, TokenTexts texts) throws IOException {
    Runs runs = Runs.of(name, run);
    System.err.println(
        "report: " + Report.write(runs, Analysis.of(runs, false), texts, run).toUri());
  }
}
