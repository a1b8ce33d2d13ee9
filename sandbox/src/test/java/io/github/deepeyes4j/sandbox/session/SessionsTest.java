package io.github.deepeyes4j.sandbox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.CellReport.State;
import io.github.deepeyes4j.sandbox.session.Sessions.Numbered;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Sessions over real kernels, with the store in memory.
class SessionsTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Tenant TENANT = Tenant.alone();
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

  private static SessionId id(String session) {
    return TENANT.session(session);
  }

  private static CellReport run(String session, String code) throws InterruptedException {
    return run(SESSIONS, session, code);
  }

  private static CellReport run(Sessions server, String session, String code)
      throws InterruptedException {
    return server.run(id(session), code, LIMIT, Numbered.ANY);
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
        SESSIONS.run(
            id("stop"), "early = 5\nwhile True: pass", Duration.ofMillis(300), Numbered.ANY);
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
      first.create(id("moves"), List.of(EncodedPicture.png(picture)));
      first.run(id("moves"), "n = 40\ndef f(): return n + 2", LIMIT, Numbered.ANY);
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
    assertThat(SESSIONS.fork(id("trunk"), id("branch"))).isTrue();
    run("branch", "x.append(1)");
    assertThat(value("trunk", "x")).isEqualTo("[0]");
    assertThat(value("branch", "x")).isEqualTo("[0, 1]");
    assertThat(SESSIONS.fork(id("nobody"), id("branch2"))).isFalse();
  }

  @Test
  void cellsThatDoNotCompileCount() throws Exception {
    try (Sessions first = server()) {
      first.run(id("syntax"), "x = 1", LIMIT, Numbered.ANY);
      first.run(id("syntax"), "def f(:", LIMIT, Numbered.ANY);
      // Not drained: the other server has the journal alone.
    }
    CellReport after = SESSIONS.run(id("syntax"), "x", LIMIT, new Numbered(3, _ -> ""));
    assertThat(after.output().value()).isEqualTo("1");
    assertThat(restored(after).differing()).isEmpty();
  }

  @Test
  void anotherServersCellIsNoticed() throws Exception {
    try (Sessions first = server()) {
      run(first, "shared", "x = 1");
      assertThat(run("shared", "x += 10\nx").output().value()).isEqualTo("11");
      CellReport back = run(first, "shared", "x += 100\nx");
      assertThat(back.output().value()).isEqualTo("111");
      assertThat(restored(back).replayed()).containsExactly(1, 2);
      // Neither may write over what the other has saved.
      SESSIONS.drain();
      first.drain();
      assertThat(value("shared", "x")).isEqualTo("111");
    }
  }

  @Test
  void ofTwoCellsAtTheSameTimeOneIsVoid() throws Exception {
    try (Sessions first = server();
        ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      run(first, "race", "x = 0");
      run("race", "x");
      Future<CellReport> slow =
          pool.submit(() -> run(first, "race", "import time; time.sleep(1)\nx += 1\nx"));
      Thread.sleep(300);
      CellReport fast = run("race", "x += 10\nx");
      assertThat(fast.output().value()).isEqualTo("10");
      assertThat(slow.get().output().status()).isEqualTo(ToolStatus.UNAVAILABLE);
      assertThat(slow.get().output().traceback()).contains("another server");
      assertThat(run(first, "race", "x").output().value()).isEqualTo("10");
    }
  }

  @Test
  void tenantsHaveTheirShares() throws Exception {
    Tenant small = new Tenant("small", 2, 1, 1, Duration.ofMinutes(1), 1 << 20);
    for (String name : List.of("one", "two", "three")) {
      SESSIONS.run(small.session(name), "x = '%s'".formatted(name), LIMIT, Numbered.ANY);
    }
    // The idlest was put away and comes back; another tenant's session of that name is another's.
    CellReport back = SESSIONS.run(small.session("one"), "x", LIMIT, Numbered.ANY);
    assertThat(back.output().value()).isEqualTo("one");
    assertThat(restored(back).replayed()).isEmpty();
    assertThat(value("one", "'x' in globals()")).isEqualTo("False");
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String name : List.of("one", "two")) {
        pool.execute(() -> {
          try {
            SESSIONS.run(small.session(name), "import time; time.sleep(1)", LIMIT, Numbered.ANY);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
      }
      Thread.sleep(300);
      assertThatThrownBy(() -> SESSIONS.run(small.session("two"), "1", LIMIT, Numbered.ANY))
          .isInstanceOfSatisfying(BusyException.class, e -> assertThat(e.isQuota()).isTrue())
          .hasMessageStartingWith("tenant small: its share");
      assertThat(value("elsewhere", "1 + 1")).isEqualTo("2");
    }
  }

  @Test
  void oneBusySessionLeavesRoomForOthers() throws Exception {
    int requests = 3 * TENANT.running();
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
    SESSIONS.run(id("once"), "x = 1", LIMIT, new Numbered(1, _ -> ""));
    assertThatThrownBy(() -> SESSIONS.run(id("once"), "x += 1", LIMIT, new Numbered(1, _ -> "")))
        .isInstanceOf(WrongCellException.class)
        .hasMessage("session once: the next cell is number 2, not 1");
    assertThat(value("once", "x")).isEqualTo("1");
  }

  @Test
  void whatCannotBeSavedIsRunAgain() throws Exception {
    run("gaps", "g = (i for i in range(3))\nnext(g)");
    assertThat(SESSIONS.fork(id("gaps"), id("gaps2"))).isTrue();
    try (Sessions other = server()) {
      CellReport after = other.run(id("gaps2"), "next(g)", LIMIT, Numbered.ANY);
      assertThat(after.output().value()).isEqualTo("1");
      assertThat(restored(after).replayed()).containsExactly(1);
    }
  }

  @Test
  void whatAnEarlierSnapshotHeldIsNotLost() throws Exception {
    run("twice", "x = 1");
    assertThat(SESSIONS.fork(id("twice"), id("first"))).isTrue();
    run("twice", "g = (i for i in range(3))");
    assertThat(SESSIONS.fork(id("twice"), id("second"))).isTrue();
    CellReport after = run("second", "x");
    assertThat(after.output().value()).isEqualTo("1");
    assertThat(restored(after).lost()).containsExactly("g");
  }

  @Test
  void aClosedSessionIsGone() throws Exception {
    run("gone", "x = 1");
    SESSIONS.close(id("gone"));
    assertThat(SESSIONS.exists(id("gone"))).isFalse();
    assertThat(value("gone", "'x' in globals()")).isEqualTo("False");
  }

  @Test
  void idleSessionsAreSavedAndEnded() throws Exception {
    try (Sessions hasty =
        new Sessions(
            Kernels.open(PythonEnvironment.openDefault()),
            STORE,
            new Sessions.Settings(2, 10, 1, Duration.ofHours(1)))) {
      run(hasty, "idle-1", "x = 1");
      run(hasty, "idle-2", "x = 2");
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (hasty.live() > 1 && System.nanoTime() < end) {
        Thread.sleep(100);
      }
      assertThat(hasty.live()).isEqualTo(1);
      assertThat(run(hasty, "idle-1", "x").output().value()).isEqualTo("1");
    }
  }
}
