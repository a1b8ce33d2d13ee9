package io.github.deepeyes4j.sandbox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.CellReport.State;
import io.github.deepeyes4j.sandbox.session.Sessions.Numbered;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Sessions over real kernels, with the store in memory.
class SessionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final MemoryStore STORE = new MemoryStore();
  private static final Sessions SESSIONS = server();

  private static Sessions server() {
    return new Sessions(
        Kernels.open(PythonEnvironment.openDefault()), STORE, Sessions.Settings.defaults());
  }

  @AfterAll
  static void close() {
    SESSIONS.close();
  }

  private static CellReport run(String id, String code) throws InterruptedException {
    return SESSIONS.run(id, code, LIMIT, Numbered.ANY);
  }

  private static CellReport.Restored restored(CellReport report) {
    return Objects.requireNonNull(report.restored());
  }

  private static String value(String id, String code) throws InterruptedException {
    return String.valueOf(run(id, code).output().value());
  }

  @Test
  void countsCellsAndKeepsVariables() throws Exception {
    assertThat(run("a", "x = 1").cell()).isEqualTo(1);
    CellReport second = run("a", "x + 1");
    assertThat(second.cell()).isEqualTo(2);
    assertThat(second.output().value()).isEqualTo("2");
    assertThat(second.state()).isEqualTo(State.KEPT);
    assertThat(second.restored()).isNull();
    assertThat(value("b", "'x' in globals()")).isEqualTo("False");
  }

  @Test
  void aDeadProcessRollsBackToTheCellBefore() throws Exception {
    run("dies", "x = [1]");
    run("dies", "x.append(2)");
    CellReport death = run("dies", "x.append(3)\nos._exit(1)");
    assertThat(death.output().status()).isEqualTo(ToolStatus.KILLED);
    assertThat(death.state()).isEqualTo(State.ROLLED_BACK);
    CellReport after = run("dies", "x");
    assertThat(after.output().value()).isEqualTo("[1, 2]");
    assertThat(after.cell()).isEqualTo(3);
    assertThat(restored(after).replayed()).containsExactly(1, 2);
    assertThat(restored(after).differing()).isEmpty();
  }

  @Test
  void aCellThatEndsOtherwiseTheSecondTimeIsNamed() throws Exception {
    run("random", "import time\nprint(time.time_ns())");
    run("random", "y = 1");
    run("random", "os._exit(1)");
    CellReport after = run("random", "y");
    assertThat(after.output().value()).isEqualTo("1");
    assertThat(restored(after).differing()).containsExactly(1);
  }

  @Test
  void variablesOfAStoppedCellSurvive() throws Exception {
    CellReport stopped =
        SESSIONS.run("stop", "early = 5\nwhile True: pass", Duration.ofMillis(300), Numbered.ANY);
    assertThat(stopped.output().status()).isEqualTo(ToolStatus.TIMEOUT);
    run("stop", "os._exit(1)");
    CellReport after = run("stop", "early");
    assertThat(after.output().value()).isEqualTo("5");
    assertThat(restored(after).replayed()).isEmpty();
  }

  @Test
  void anotherServerTakesOver() throws Exception {
    Picture picture = Picture.ofRgb(3, 2, new byte[18]);
    try (Sessions first = server()) {
      first.create("moves", List.of(picture));
      first.run("moves", "n = 40\ndef f(): return n + 2", LIMIT, Numbered.ANY);
      first.drain();
      assertThat(first.live()).isZero();
    }
    CellReport after = run("moves", "f(), image_1.size");
    assertThat(after.output().value()).isEqualTo("(42, (3, 2))");
    assertThat(after.cell()).isEqualTo(2);
    assertThat(restored(after).replayed()).isEmpty();
  }

  @Test
  void branchesGoTheirOwnWays() throws Exception {
    run("trunk", "x = [0]");
    assertThat(SESSIONS.fork("trunk", "branch")).isTrue();
    run("branch", "x.append(1)");
    assertThat(value("trunk", "x")).isEqualTo("[0]");
    assertThat(value("branch", "x")).isEqualTo("[0, 1]");
    assertThat(SESSIONS.fork("nobody", "branch2")).isFalse();
  }

  @Test
  void cellsThatDoNotCompileCount() throws Exception {
    try (Sessions first = server()) {
      first.run("syntax", "x = 1", LIMIT, Numbered.ANY);
      first.run("syntax", "def f(:", LIMIT, Numbered.ANY);
      // Not drained: the other server has the journal alone.
    }
    CellReport after = SESSIONS.run("syntax", "x", LIMIT, new Numbered(3, _ -> ""));
    assertThat(after.output().value()).isEqualTo("1");
    assertThat(restored(after).differing()).isEmpty();
  }

  @Test
  void oneBusySessionLeavesRoomForOthers() throws Exception {
    int requests = 3 * Sessions.Settings.defaults().running();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < requests; i++) {
        pool.execute(() -> {
          try {
            run("busy", "import time; time.sleep(0.3)");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
      }
      Thread.sleep(200);
      assertThat(run("quick", "1").queueSeconds()).isLessThan(0.25);
    }
  }

  @Test
  void nothingRunsTwice() throws Exception {
    SESSIONS.run("once", "x = 1", LIMIT, new Numbered(1, _ -> ""));
    assertThatThrownBy(() -> SESSIONS.run("once", "x += 1", LIMIT, new Numbered(1, _ -> "")))
        .isInstanceOf(WrongCellException.class)
        .hasMessage("session once: the next cell is number 2, not 1");
    assertThat(value("once", "x")).isEqualTo("1");
  }

  @Test
  void whatCannotBeSavedIsRunAgain() throws Exception {
    run("gaps", "g = (i for i in range(3))\nnext(g)");
    assertThat(SESSIONS.fork("gaps", "gaps2")).isTrue();
    try (Sessions other = server()) {
      CellReport after = other.run("gaps2", "next(g)", LIMIT, Numbered.ANY);
      assertThat(after.output().value()).isEqualTo("1");
      assertThat(restored(after).replayed()).containsExactly(1);
    }
  }

  @Test
  void whatAnEarlierSnapshotHeldIsNotLost() throws Exception {
    run("twice", "x = 1");
    assertThat(SESSIONS.fork("twice", "first")).isTrue();
    run("twice", "g = (i for i in range(3))");
    assertThat(SESSIONS.fork("twice", "second")).isTrue();
    CellReport after = run("second", "x");
    assertThat(after.output().value()).isEqualTo("1");
    assertThat(restored(after).lost()).containsExactly("g");
  }

  @Test
  void aClosedSessionIsGone() throws Exception {
    run("gone", "x = 1");
    SESSIONS.close("gone");
    assertThat(SESSIONS.exists("gone")).isFalse();
    assertThat(value("gone", "'x' in globals()")).isEqualTo("False");
  }

  @Test
  void idleSessionsAreSavedAndEnded() throws Exception {
    try (Sessions hasty =
        new Sessions(
            Kernels.open(PythonEnvironment.openDefault()),
            STORE,
            new Sessions.Settings(2, 10, 1, Duration.ofHours(1), Duration.ofHours(1), 1 << 20))) {
      hasty.run("idle-1", "x = 1", LIMIT, Numbered.ANY);
      hasty.run("idle-2", "x = 2", LIMIT, Numbered.ANY);
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (hasty.live() > 1 && System.nanoTime() < end) {
        Thread.sleep(100);
      }
      assertThat(hasty.live()).isEqualTo(1);
      assertThat(hasty.run("idle-1", "x", LIMIT, Numbered.ANY).output().value()).isEqualTo("1");
    }
  }
}
