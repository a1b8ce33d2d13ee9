package io.github.deepeyes4j.train.sft;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.StringJoiner;

/// Reports progress: averages over a window of steps, one line a window.
public final class TrainingLog {
  private final PrintStream out;
  private final int window;
  private Metrics metrics = new Metrics();
  private double seconds;
  private long tokens;

  /// @param window steps a line
  public TrainingLog(PrintStream out, int window) {
    this.out = out;
    this.window = window;
  }

  void step(int step, int steps, StepReport report) {
    metrics.addAll(report.metrics());
    seconds += report.seconds();
    tokens += report.tokens();
    if ((step + 1) % window == 0) {
      out.println(line(step + 1, steps, report));
      metrics = new Metrics();
      seconds = 0;
      tokens = 0;
    }
  }

  void note(String line) {
    out.println(line);
  }

  private String line(int step, int steps, StepReport report) {
    StringJoiner line = new StringJoiner("  ");
    line.add(
        String.format(
            Locale.ROOT,
            "step %d/%d  lr %.2e  norm %.2f  %.0f tok/s  eta %s  cpu %.0f min",
            step,
            steps,
            report.learningRate(),
            report.gradientNorm(),
            tokens / seconds,
            eta(seconds / window * (steps - step)),
            cpuMinutes()));
    metrics
        .bySource()
        .forEach((source, tally) ->
            line.add(
                tally.hasSamples()
                    ? String.format(
                        Locale.ROOT,
                        "%s %.3f/%.2f/%.2f",
                        source,
                        tally.loss(),
                        tally.accuracy(),
                        tally.exactMatch())
                    : String.format(Locale.ROOT, "%s %.3f", source, tally.loss())));
    return line.toString();
  }

  private static String eta(double left) {
    return String.format(Locale.ROOT, "%d:%02d", (long) left / 60, (long) left % 60);
  }

  private static double cpuMinutes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime() / 6e10
        : Double.NaN;
  }
}
