package io.github.deepeyes4j.eval.report;

import io.github.deepeyes4j.eval.analysis.Analysis;
import io.github.deepeyes4j.eval.analysis.Behaviour;
import io.github.deepeyes4j.eval.analysis.Comparison;
import io.github.deepeyes4j.eval.analysis.ToolClass;
import io.github.deepeyes4j.eval.analysis.TrainingRun;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An analysis for the terminal: its main figures.
public final class AnalysisTable {
  private AnalysisTable() {}

  /// The text, ending in a line break.
  public static String of(Analysis analysis) {
    StringBuilder text = new StringBuilder();
    for (Analysis.Run run : analysis.runs()) {
      text.append(line(run.name(), run.overall()));
      run.classes().forEach((label, behaviour) -> text.append(line("  " + label, behaviour)));
    }
    analysis.comparisons().forEach(comparison -> text.append(line(comparison)));
    for (TrainingRun training : analysis.trainings()) {
      text.append("%s: %d training steps%n".formatted(training.name(), training.steps()));
    }
    return text.toString();
  }

  private static String line(String name, Behaviour behaviour) {
    return String.format(
        Locale.ROOT,
        "%-24s %5d  right %s  with tools %5.1f %%  calls %.2f  %s%n",
        name,
        behaviour.n(),
        share(behaviour.accuracy()),
        100 * behaviour.toolRate().value(),
        behaviour.calls().mean(),
        behaviour.tools().entrySet().stream()
            .filter(entry -> entry.getValue().calls() > 0)
            .map(AnalysisTable::tool)
            .collect(Collectors.joining(", ")));
  }

  private static String tool(Map.Entry<ToolClass, Behaviour.ToolUse> entry) {
    String name = entry.getKey().label().replace('_', ' ');
    return String.format(Locale.ROOT, "%s %.0f %%", name, 100 * entry.getValue().share());
  }

  private static String share(@Nullable Estimate estimate) {
    return estimate == null
        ? "not scored"
        : String.format(
            Locale.ROOT,
            "%5.1f %% (%.0f–%.0f)",
            100 * estimate.value(),
            100 * estimate.low(),
            100 * estimate.high());
  }

  private static String line(Comparison comparison) {
    Estimate difference = comparison.difference();
    String pairs =
        comparison.pairs() == null
            ? ""
            : String.format(
                Locale.ROOT,
                "; both right %d, only %s %d, only %s %d, neither %d, p %s",
                comparison.pairs().both(),
                comparison.first(),
                comparison.pairs().onlyFirst().size(),
                comparison.second(),
                comparison.pairs().onlySecond().size(),
                comparison.pairs().neither(),
                p(comparison.pairs().p()));
    return String.format(
        Locale.ROOT,
        "%s against %s on %d questions: %+.1f points (%+.1f to %+.1f)%s%n",
        comparison.second(),
        comparison.first(),
        comparison.questions(),
        100 * difference.value(),
        100 * difference.low(),
        100 * difference.high(),
        pairs);
  }

  private static String p(double p) {
    return p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
  }
}
