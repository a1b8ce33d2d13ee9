package io.github.deepeyes4j.eval;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.eval.WorldReport.Outcome;
import io.github.deepeyes4j.world.task.TaskClass;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WorldReportTest {
  private static Outcome outcome(
      TaskClass kind, boolean right, int tools, @Nullable Boolean direct) {
    return new Outcome(kind, right, tools, StopReason.ANSWER, direct);
  }

  private static WorldReport report(@Nullable Boolean direct) {
    return WorldReport.of(
        "m",
        "test",
        7,
        List.of(
            outcome(TaskClass.EASY, true, 0, direct),
            outcome(TaskClass.EASY, false, 2, direct),
            outcome(TaskClass.SEARCH, true, 1, direct),
            outcome(TaskClass.NUMERIC, true, 1, direct)),
        1.5);
  }

  @Test
  void countsByClass() {
    JsonNode json = JsonMapper.shared().valueToTree(report(false));
    assertThat(json.at("/overall/accuracy").asDouble()).isEqualTo(0.75);
    assertThat(json.at("/overall/n").asInt()).isEqualTo(4);
    assertThat(json.at("/overall/ci95")).hasSize(2);
    assertThat(json.at("/classes/easy/accuracy").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/easy/tool_rate").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/classes/search/tool_rate").asDouble()).isEqualTo(1);
    assertThat(json.at("/direct/accuracy").asDouble()).isZero();
    assertThat(json.at("/stops/answer").asInt()).isEqualTo(4);
  }

  @Test
  void leavesOutABaselineThatWasNotMeasured() {
    assertThat(JsonMapper.shared().valueToTree(report(null)).has("direct")).isFalse();
    assertThat(report(null).table()).doesNotContain("without tools");
  }

  @Test
  void theTableNamesEveryClass() {
    assertThat(report(true).table())
        .contains("perception", "numeric", "search", "two_step", "easy", "75.0 % of 4");
  }
}
