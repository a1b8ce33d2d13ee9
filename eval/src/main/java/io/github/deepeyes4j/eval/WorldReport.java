package io.github.deepeyes4j.eval;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.eval.statistics.Proportion;
import io.github.deepeyes4j.world.task.TaskClass;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How a model did on nano tasks.
///
/// @param direct the same model answering without tools; null when it has no such mode
/// @param stops how often each reason ended an episode
public record WorldReport(
    String model,
    String split,
    long seed,
    Score overall,
    Map<String, ClassScore> classes,
    ClassScore easy,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Score direct,
    Map<String, Long> stops,
    double seconds) {

  /// @param ci95 lower and upper end of the 95 % interval
  public record Score(double accuracy, long n, double[] ci95) {
    static Score of(List<Outcome> outcomes, Predicate<Outcome> right) {
      Proportion share = new Proportion(outcomes.stream().filter(right).count(), outcomes.size());
      return new Score(share.value(), share.n(), share.interval95());
    }
  }

  /// @param toolRate share of episodes that called a tool
  public record ClassScore(double accuracy, long n, @JsonProperty("tool_rate") double toolRate) {
    static ClassScore of(List<Outcome> outcomes) {
      Score score = Score.of(outcomes, Outcome::right);
      Score tools = Score.of(outcomes, outcome -> outcome.toolCalls() > 0);
      return new ClassScore(score.accuracy, score.n, tools.accuracy);
    }
  }

  /// One task, done with tools and, where the model can, without.
  public record Outcome(
      TaskClass kind,
      boolean right,
      long toolCalls,
      StopReason stop,
      @Nullable Boolean directRight) {}

  static WorldReport of(
      String model, String split, long seed, List<Outcome> outcomes, double seconds) {
    Map<String, ClassScore> classes = new TreeMap<>();
    for (TaskClass kind : TaskClass.values()) {
      classes.put(kind.label(), ClassScore.of(of(outcomes, kind)));
    }
    Map<String, Long> stops = new TreeMap<>();
    outcomes.forEach(outcome -> stops.merge(outcome.stop.wireName(), 1L, Long::sum));
    boolean hasDirect = outcomes.stream().allMatch(outcome -> outcome.directRight != null);
    return new WorldReport(
        model,
        split,
        seed,
        Score.of(outcomes, Outcome::right),
        classes,
        ClassScore.of(of(outcomes, TaskClass.EASY)),
        hasDirect ? Score.of(outcomes, o -> Boolean.TRUE.equals(o.directRight)) : null,
        stops,
        seconds);
  }

  private static List<Outcome> of(List<Outcome> outcomes, TaskClass kind) {
    return outcomes.stream().filter(outcome -> outcome.kind == kind).toList();
  }

  /// A table for people.
  public String table() {
    StringBuilder table = new StringBuilder();
    table.append(line("class", "accuracy", "n", "tool rate"));
    Arrays.stream(TaskClass.values())
        .forEach(kind -> {
          ClassScore score = classes.getOrDefault(kind.label(), easy);
          table.append(
              line(kind.label(), percent(score.accuracy), "" + score.n, percent(score.toolRate)));
        });
    table.append(
        "overall %s of %d (95 %%: %s to %s)%n"
            .formatted(
                percent(overall.accuracy),
                overall.n,
                percent(overall.ci95[0]),
                percent(overall.ci95[1])));
    if (direct != null) {
      table.append("without tools %s of %d%n".formatted(percent(direct.accuracy), direct.n));
    }
    return table.toString();
  }

  private static String line(String... cells) {
    return String.format(Locale.ROOT, "%-12s %10s %6s %10s%n", (Object[]) cells);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
