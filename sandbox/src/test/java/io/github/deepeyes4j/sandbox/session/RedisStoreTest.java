package io.github.deepeyes4j.sandbox.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.RedisProcess;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.CellReport.State;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisStoreTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration HOUR = Duration.ofHours(1);

  @SuppressWarnings("NullAway.Init") // before each test
  private RedisProcess redis;

  @SuppressWarnings("NullAway.Init") // before each test
  private RedisStore store;

  @BeforeEach
  void start() throws Exception {
    redis = RedisProcess.start();
    store = RedisStore.open(redis.address());
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    redis.close();
  }

  private static JournalCell cell(int number, String code) {
    return new JournalCell(number, code, 1000, ToolStatus.OK, "o" + number, 0.5);
  }

  @Test
  void givesBackWhatItWasGiven() {
    Picture picture = Picture.ofRgb(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    String longCode = "x = '" + "é".repeat(10_000) + "'";
    store.create("a", List.of(picture), HOUR);
    store.append("a", cell(1, "y = 1"), "", HOUR);
    store.append("a", cell(2, longCode), "the answer", HOUR);
    Stored stored = store.load("a").orElseThrow();
    assertThat(stored.pictures()).containsExactly(picture);
    assertThat(stored.cells()).containsExactly(cell(1, "y = 1"), cell(2, longCode));
    assertThat(stored.snapshot()).isNull();
    assertThat(store.answer("a", 2)).contains("the answer");
    assertThat(store.answer("a", 1)).isEmpty();
    assertThat(store.load("b")).isEmpty();
  }

  @Test
  void aCompleteSnapshotReplacesItsCells() {
    store.create("a", List.of(), HOUR);
    for (int i = 1; i <= 3; i++) {
      store.append("a", cell(i, "c" + i), "", HOUR);
    }
    store.save("a", new Snapshot(2, List.of("g"), new byte[] {1}), HOUR);
    assertThat(store.load("a").orElseThrow().cells()).hasSize(3);
    store.save("a", new Snapshot(2, List.of(), new byte[] {0, -1}), HOUR);
    Stored stored = store.load("a").orElseThrow();
    assertThat(stored.cells()).extracting(JournalCell::number).containsExactly(3);
    assertThat(Objects.requireNonNull(stored.snapshot()).variables()).containsExactly(0, -1);
    store.delete("a");
    assertThat(store.load("a")).isEmpty();
  }

  @Test
  void expires() throws Exception {
    store.create("a", List.of(), Duration.ofSeconds(1));
    assertThat(store.load("a")).isPresent();
    Thread.sleep(1500);
    assertThat(store.load("a")).isEmpty();
  }

  @Test
  void saysThatNobodyAnswers() {
    assertThatThrownBy(() -> RedisStore.open(URI.create("redis://127.0.0.1:1")))
        .isInstanceOf(BadInputException.class)
        .hasMessage("redis://127.0.0.1:1: no Redis answers there");
  }

  @Test
  void sessionsGoOnWithoutItAndSaySo() throws Exception {
    try (Sessions sessions =
        new Sessions(
            Kernels.open(PythonEnvironment.openDefault()), store, Sessions.Settings.defaults())) {
      assertThat(sessions.run("a", "x = 1", LIMIT, Sessions.Numbered.ANY).stored()).isTrue();
      redis.kill();
      CellReport without = sessions.run("a", "x + 1", LIMIT, Sessions.Numbered.ANY);
      assertThat(without.output().value()).isEqualTo("2");
      assertThat(without.stored()).isFalse();
      CellReport death = sessions.run("a", "os._exit(1)", LIMIT, Sessions.Numbered.ANY);
      assertThat(death.state()).isEqualTo(State.LOST);
      CellReport after = sessions.run("a", "x", LIMIT, Sessions.Numbered.ANY);
      assertThat(after.output().status()).isEqualTo(ToolStatus.UNAVAILABLE);
    }
  }
}
