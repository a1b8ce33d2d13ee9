package io.github.deepeyes4j.core.score.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.score.Episodes;
import java.util.ArrayList;
import java.util.List;
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

  /// A step of ten episodes.
  private static StepAudit step(Trajectory some, int number, Trajectory others) {
    List<Trajectory> trajectories = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> trajectories.add(i < number ? some : others));
    return StepAudit.of(trajectories, 0);
  }

  private static StepAudit lengths(double tokens, double disagreement) {
    StepAudit step = step(USEFUL, 10, USEFUL);
    return new StepAudit(10, tokens, 1, step.flags(), 0, 1, step.code(), disagreement);
  }

  private static List<StepAudit> run(java.util.function.IntFunction<StepAudit> step) {
    return IntStream.range(0, 20).mapToObj(step).toList();
  }

  /// Direct RL: buggy code first, then no tools at all.
  @Test
  void theCollapseToNoToolsIsSeen() {
    List<StepAudit> run = run(i -> step(BUGGY, Math.max(0, 8 - i), BARE));
    assertThat(run.getFirst().executableCode()).isZero();
    assertThat(run.getFirst().toolRate()).isCloseTo(0.8, within(1e-9));
    assertThat(Alarm.standing(run.subList(0, 5), Alarm.Limits.defaults())).isEmpty();
    assertThat(Alarm.standing(run, Alarm.Limits.defaults())).containsExactly(Alarm.TOOL_COLLAPSE);
  }

  /// Direct RL with a tool bonus: one block of comments in every answer.
  @Test
  void theCollapseToCommentsIsSeen() {
    List<StepAudit> run = run(i -> step(HOLLOW, Math.min(10, i), USEFUL));
    assertThat(run.getLast().toolRate()).isEqualTo(1);
    assertThat(run.getLast().flags().get(Flag.COMMENT_ONLY_CODE)).isEqualTo(1);
    assertThat(Alarm.standing(run.subList(0, 5), Alarm.Limits.defaults())).isEmpty();
    assertThat(Alarm.standing(run, Alarm.Limits.defaults())).containsExactly(Alarm.HOLLOW_CODE);
  }

  @Test
  void lengthDriftAndDisagreementAreSeen() {
    Alarm.Limits limits = Alarm.Limits.defaults();
    assertThat(Alarm.standing(run(i -> lengths(545 - 10 * i, 0.1)), limits)).isEmpty();
    assertThat(Alarm.standing(run(i -> lengths(500 + 100 * i, 0)), limits))
        .containsExactly(Alarm.LENGTH_DRIFT);
    assertThat(Alarm.standing(run(i -> lengths(500 - 20 * i, 0)), limits))
        .containsExactly(Alarm.LENGTH_DRIFT);
    assertThat(Alarm.standing(run(_ -> lengths(500, 0.3)), limits))
        .containsExactly(Alarm.JUDGE_DISAGREEMENT);
  }

  @Test
  void stepsBecomeMetrics() {
    assertThat(step(HOLLOW, 4, USEFUL).metrics())
        .containsEntry("audit/comment_only_code", 0.4)
        .containsEntry("audit/hollow_code", 0.4)
        .containsEntry("audit/executable_code", 1.0)
        .containsEntry("agent/code_class/numerical", 0.6)
        .containsEntry("agent/code_class/unknown", 0.4);
  }

  @Test
  void withoutCodeNothingIsSaidOfCode() {
    assertThat(step(BARE, 10, BARE).metrics())
        .doesNotContainKeys("audit/hollow_code", "audit/executable_code")
        .containsEntry("audit/tool_rate", 0.0);
  }
}
