package io.github.deepeyes4j.core.score.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.score.Episodes;
import io.github.deepeyes4j.core.score.audit.Alarm.Signs;
import io.github.deepeyes4j.core.score.judge.SecondOpinion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlarmTest {
  private static final Trajectory USEFUL =
      Episodes.begin().code("t", "print(7*8)", "56").answer("t", "56");
  private static final Trajectory BUGGY =
      Episodes.begin()
          .code(
              "t",
              "print(imge)",
              new CellResult(ToolStatus.PYTHON_ERROR, "", "NameError", List.of(), 0))
          .answer("t", "red");
  private static final Trajectory BARE = Episodes.begin().answer("t", "red");
  private static final Trajectory HOLLOW =
      Episodes.begin()
          .code("I must use code.", "# The sign is at the top left.\n# It is red.", "")
          .answer("t", "red");

  /// The metrics of a step of ten episodes.
  private static Map<String, Double> step(Trajectory some, int number, Trajectory others) {
    List<Trajectory> trajectories = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> trajectories.add(i < number ? some : others));
    Map<String, Double> metrics = new HashMap<>();
    StepAudit.of(trajectories, new SecondOpinion.Count(0, 0))
        .forEach((name, figure) -> metrics.put(name, figure.value(10)));
    metrics.values().removeIf(value -> Double.isNaN(value));
    return metrics;
  }

  private static List<Signs> run(IntFunction<Map<String, Double>> step) {
    return IntStream.range(0, 20)
        .mapToObj(step)
        .map(metrics -> Signs.of(metrics).orElseThrow())
        .toList();
  }

  private static List<Signs> lengths(IntToDoubleFunction tokens, double disagreement) {
    return IntStream.range(0, 20)
        .mapToObj(i -> new Signs(1, 0, tokens.applyAsDouble(i), disagreement))
        .toList();
  }

  /// Direct RL: buggy code first, then no tools at all.
  @Test
  void theCollapseToNoToolsIsSeen() {
    assertThat(step(BUGGY, 8, BARE))
        .containsEntry("audit/executable_code", 0.0)
        .containsEntry("audit/tool_rate", 0.8);
    List<Signs> run = run(i -> step(BUGGY, Math.max(0, 8 - i), BARE));
    assertThat(Alarm.standing(run.subList(0, 5), Alarm.Limits.defaults())).isEmpty();
    assertThat(Alarm.standing(run, Alarm.Limits.defaults())).containsExactly(Alarm.TOOL_COLLAPSE);
  }

  /// Direct RL with a tool bonus: one block of comments in every answer.
  @Test
  void theCollapseToCommentsIsSeen() {
    assertThat(step(HOLLOW, 10, USEFUL))
        .containsEntry("audit/tool_rate", 1.0)
        .containsEntry("audit/comment_only_code", 1.0);
    List<Signs> run = run(i -> step(HOLLOW, Math.min(10, i), USEFUL));
    assertThat(Alarm.standing(run.subList(0, 5), Alarm.Limits.defaults())).isEmpty();
    assertThat(Alarm.standing(run, Alarm.Limits.defaults())).containsExactly(Alarm.HOLLOW_CODE);
  }

  @Test
  void lengthDriftAndDisagreementAreSeen() {
    Alarm.Limits limits = Alarm.Limits.defaults();
    assertThat(Alarm.standing(lengths(i -> 545 - 10 * i, 0.1), limits)).isEmpty();
    assertThat(Alarm.standing(lengths(i -> 500 + 100 * i, 0), limits))
        .containsExactly(Alarm.LENGTH_DRIFT);
    assertThat(Alarm.standing(lengths(i -> 500 - 20 * i, 0), limits))
        .containsExactly(Alarm.LENGTH_DRIFT);
    assertThat(Alarm.standing(lengths(_ -> 500, 0.3), limits))
        .containsExactly(Alarm.JUDGE_DISAGREEMENT);
  }

  @Test
  void stepsBecomeMetrics() {
    assertThat(step(HOLLOW, 4, USEFUL))
        .containsEntry("audit/comment_only_code", 0.4)
        .containsEntry("audit/hollow_code", 0.4)
        .containsEntry("audit/executable_code", 1.0)
        .containsEntry("agent/code_class/numerical", 0.6)
        .containsEntry("agent/code_class/unknown", 0.4)
        .doesNotContainKey("audit/judge_disagreement");
  }

  @Test
  void withoutCodeNothingIsSaidOfCode() {
    assertThat(step(BARE, 10, BARE))
        .doesNotContainKeys("audit/hollow_code", "audit/executable_code")
        .containsEntry("audit/tool_rate", 0.0);
  }

  @Test
  void aStepWithoutEpisodesHasNoSigns() {
    assertThat(Signs.of(Map.of("actor/lr", 1e-6))).isEmpty();
    assertThat(Signs.of(Map.of("audit/tool_rate", 0.5, "response_length/mean", 40.0)))
        .contains(new Signs(0.5, 0, 40, 0));
  }
}
