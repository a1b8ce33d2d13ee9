package io.github.deepeyes4j.train.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// TensorBoard's own reader is the judge.
class TensorBoardTrackerTest {
  @TempDir Path run;

  @Test
  void aRunThatWentOnShowsEachStepOnce() throws Exception {
    try (Tracker tracker = TensorBoardTracker.open(run, 0)) {
      for (int step = 1; step <= 300; step++) {
        tracker.log(step, Map.of("critic/score/mean", step / 2.0, "lost", 1.0));
      }
      tracker.log(298, Map.of("val-core/größe/acc/mean@1", 0.25));
    }
    try (Tracker tracker = TensorBoardTracker.open(run, 298)) {
      tracker.log(299, Map.of("critic/score/mean", -1.5));
      tracker.log(300, Map.of("critic/score/mean", -2.5));
      tracker.log(301, Map.of("critic/score/mean", 1e9));
    }
    var read =
        JsonMapper.shared()
            .readTree(
                TestPython.run("tensorboard_scalars.py", run.resolve("tensorboard").toString()));
    assertThat(read.get("critic/score/mean"))
        .hasSize(301)
        .endsWith(
            JsonMapper.shared().readTree("[298, 149.0]"),
            JsonMapper.shared().readTree("[299, -1.5]"),
            JsonMapper.shared().readTree("[300, -2.5]"),
            JsonMapper.shared().readTree("[301, 1000000000.0]"));
    assertThat(read.get("lost")).hasSize(298);
    assertThat(read.get("val-core/größe/acc/mean@1").toString()).isEqualTo("[[298,0.25]]");
  }
}
