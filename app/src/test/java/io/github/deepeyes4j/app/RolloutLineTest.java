package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.train.rl.RolloutProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RolloutLineTest {
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private long seconds;

  private RolloutLine line(boolean shown) {
    PrintStream out = new PrintStream(terminal, true, StandardCharsets.UTF_8);
    return new RolloutLine(StatusLine.of(out, shown), 10, () -> seconds * 1_000_000_000);
  }

  private static RolloutProgress progress(int step, boolean validation, int done) {
    return new RolloutProgress(step, validation, done, 8, 0.5, 1.25, 321.4);
  }

  private String shown() {
    String shown = terminal.toString(StandardCharsets.UTF_8);
    return shown.substring(shown.lastIndexOf("\r\033[K") + 4);
  }

  @Test
  void showsTheStepThatEpisodesAreGatheredFor() {
    RolloutLine line = line(true);
    seconds = 100;
    line.update(progress(3, true, 8));
    seconds = 160;
    line.update(progress(4, false, 4));
    assertThat(shown())
        .isEqualTo("step 4/10 [####....] 4/8  reward 0.500  tools 1.25  321 tok/s  eta 0:13:00");
    line.update(progress(5, false, 8));
    assertThat(shown()).startsWith("step 4/10");
    line.update(progress(4, false, 8));
    line.update(progress(6, false, 1));
    assertThat(shown()).startsWith("step 6/10");
    line.update(progress(6, true, 2));
    assertThat(shown()).startsWith("validation [##......] 2/8  reward");
    line.erase();
    assertThat(shown()).isEmpty();
  }

  @Test
  void isSilentWithoutATerminal() {
    RolloutLine line = line(false);
    line.update(progress(1, false, 1));
    line.erase();
    assertThat(terminal.size()).isZero();
  }
}
