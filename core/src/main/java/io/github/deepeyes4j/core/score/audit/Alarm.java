package io.github.deepeyes4j.core.score.audit;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Signs that a whole run goes wrong, read off the metrics of the steps so far. Figures are means
/// over a window of steps, so that one step alone raises nothing.
public enum Alarm {
  /// The share of episodes that call a tool has fallen far below its highest window.
  TOOL_COLLAPSE,
  /// Most episodes that run code run none that does anything: comments, or code without effect.
  HOLLOW_CODE,
  /// Responses are much longer or shorter than in the first window.
  LENGTH_DRIFT,
  /// The two judges often disagree.
  JUDGE_DISAGREEMENT;

  /// When alarms are raised.
  ///
  /// @param window steps of a mean
  /// @param collapsedTo share of the highest tool rate at which tools have collapsed
  /// @param toolRate the tool rate below which tools were never in use, and nothing can collapse
  /// @param hollowCode share of code-running episodes whose code is for show
  /// @param drift factor between lengths
  /// @param disagreement share of answers on which judges disagree
  public record Limits(
      int window,
      double collapsedTo,
      double toolRate,
      double hollowCode,
      double drift,
      double disagreement) {
    public Limits {
      if (window < 1 || !(drift > 1)) {
        throw new IllegalArgumentException(
            "window %d must be at least 1, drift %s above 1".formatted(window, drift));
      }
    }

    /// The published run after a cold start (tool calls 1.45 to 1.12, length 545 to 350 tokens)
    /// raises none of these.
    public static Limits defaults() {
      return new Limits(5, 0.25, 0.1, 0.5, 2, 0.2);
    }
  }

  /// What alarms look at in a step.
  ///
  /// @param toolRate share of the episodes that called a tool
  /// @param hollowCode of the episodes that ran code, the share whose code is for show; 0 when none
  ///   did
  /// @param responseTokens mean of the tokens that the model wrote in an episode
  /// @param judgeDisagreement share of the compared answers on which two judges disagree; 0 without
  ///   a second judge
  public record Signs(
      double toolRate, double hollowCode, double responseTokens, double judgeDisagreement) {
    /// Reads them off a step's metrics; empty when they tell of no episode.
    public static Optional<Signs> of(Map<String, Double> metrics) {
      return Optional.ofNullable(metrics.get("audit/tool_rate"))
          .map(toolRate ->
              new Signs(
                  toolRate,
                  metrics.getOrDefault("audit/hollow_code", 0.0),
                  metrics.getOrDefault("response_length/mean", 0.0),
                  metrics.getOrDefault("audit/judge_disagreement", 0.0)));
    }
  }

  /// The name in metrics and files.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The alarms that stand after the last of these steps; none before the first window is full.
  public static Set<Alarm> standing(List<Signs> steps, Limits limits) {
    Set<Alarm> standing = EnumSet.noneOf(Alarm.class);
    if (steps.size() >= limits.window()) {
      for (Alarm alarm : values()) {
        if (alarm.stands(steps, limits)) {
          standing.add(alarm);
        }
      }
    }
    return standing;
  }

  private boolean stands(List<Signs> steps, Limits limits) {
    int window = limits.window();
    int last = steps.size() - window;
    return switch (this) {
      case TOOL_COLLAPSE -> {
        double highest =
            IntStream.rangeClosed(0, last)
                .mapToDouble(from -> mean(steps, from, window, Signs::toolRate))
                .max()
                .orElseThrow();
        yield highest >= limits.toolRate()
            && mean(steps, last, window, Signs::toolRate) <= limits.collapsedTo() * highest;
      }
      case HOLLOW_CODE -> mean(steps, last, window, Signs::hollowCode) >= limits.hollowCode();
      case LENGTH_DRIFT -> {
        double first = mean(steps, 0, window, Signs::responseTokens);
        double now = mean(steps, last, window, Signs::responseTokens);
        yield now > first * limits.drift() || now < first / limits.drift();
      }
      case JUDGE_DISAGREEMENT ->
          mean(steps, last, window, Signs::judgeDisagreement) >= limits.disagreement();
    };
  }

  private static double mean(
      List<Signs> steps, int from, int window, ToDoubleFunction<Signs> figure) {
    return steps.subList(from, from + window).stream().mapToDouble(figure).average().orElseThrow();
  }
}
