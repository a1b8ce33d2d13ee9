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
import io.github.deepeyes4j.sandbox.session.SessionStore.JournalEntry;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
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
    return new JournalCell(
        number, "m" + number, code, 1000, ToolStatus.OK, "o" + number, List.of(), 0.5);
  }

  private boolean append(String after, JournalCell cell, String answer) {
    return store.append("a", after, new JournalEntry(cell, answer, List.of()), HOUR);
  }

  private static EncodedPicture picture(int shade) {
    byte value = (byte) shade;
    return EncodedPicture.png(Picture.ofRgb(1, 2, new byte[] {value, 2, 3, 4, 5, 6}));
  }

  @Test
  void givesBackWhatItWasGiven() {
    String longCode = "x = '" + "é".repeat(10_000) + "'";
    store.create("a", "m0", List.of(picture(1)), HOUR);
    assertThat(append("m0", cell(1, "y = 1"), "")).isTrue();
    assertThat(append("m1", cell(2, longCode), "the answer")).isTrue();
    Stored stored = store.load("a").orElseThrow();
    assertThat(stored.mark()).isEqualTo("m2");
    assertThat(stored.pictures())
        .extracting(EncodedPicture::digest)
        .containsExactly(picture(1).digest());
    assertThat(stored.pictures().getFirst().file()).isEqualTo(picture(1).file());
    assertThat(stored.cells()).containsExactly(cell(1, "y = 1"), cell(2, longCode));
    assertThat(stored.snapshot()).isNull();
    assertThat(store.answer("a", 2)).contains("the answer");
    assertThat(store.answer("a", 1)).isEmpty();
    assertThat(store.load("b")).isEmpty();
    assertThat(store.mark("b")).isEmpty();
  }

  @Test
  void whoeverComesLateIsRefused() {
    store.create("a", "m0", List.of(), HOUR);
    assertThat(append("m0", cell(1, "first"), "")).isTrue();
    assertThat(append("m0", cell(1, "late"), "")).isFalse();
    assertThat(store.save("a", "m0", new Snapshot(0, "m0", List.of(), new byte[1]), HOUR))
        .isFalse();
    assertThat(store.mark("a")).contains("m1");
    assertThat(store.load("a").orElseThrow().cells()).containsExactly(cell(1, "first"));
    assertThat(store.append("b", "m0", new JournalEntry(cell(1, "c"), "", List.of()), HOUR))
        .isFalse();
  }

  @Test
  void aCompleteSnapshotReplacesItsCells() {
    store.create("a", "m0", List.of(), HOUR);
    for (int i = 1; i <= 3; i++) {
      append("m" + (i - 1), cell(i, "c" + i), "");
    }
    store.save("a", "m3", new Snapshot(2, "m3", List.of("g"), new byte[] {1}), HOUR);
    assertThat(store.load("a").orElseThrow().cells()).hasSize(3);
    store.save("a", "m3", new Snapshot(2, "m3", List.of(), new byte[] {0, -1}), HOUR);
    Stored stored = store.load("a").orElseThrow();
    assertThat(stored.cells()).extracting(JournalCell::number).containsExactly(3);
    assertThat(Objects.requireNonNull(stored.snapshot()).variables()).containsExactly(0, -1);
    store.delete("a");
    assertThat(store.load("a")).isEmpty();
  }

  @Test
  void picturesGoWithTheirLastSession() {
    EncodedPicture shared = picture(1);
    EncodedPicture uploaded = picture(2);
    store.upload(uploaded);
    store.create("a", "m0", List.of(shared, uploaded), HOUR);
    store.create("b", "m0", List.of(shared), HOUR);
    store.append("b", "m0", new JournalEntry(cell(1, "c"), "", List.of(picture(3))), HOUR);
    store.delete("a");
    assertThat(store.picture(shared.digest())).isPresent();
    assertThat(store.picture(uploaded.digest())).isPresent();
    store.delete("b");
    assertThat(store.picture(shared.digest())).isEmpty();
    assertThat(store.picture(picture(3).digest())).isEmpty();
    assertThat(store.picture(uploaded.digest())).isPresent();
  }

  @Test
  void expires() throws Exception {
    store.create("a", "m0", List.of(), Duration.ofSeconds(1));
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
      SessionId id = Tenant.alone().session("a");
      assertThat(sessions.run(id, "x = 1", LIMIT, Sessions.Numbered.ANY).stored()).isTrue();
      redis.kill();
      CellReport without = sessions.run(id, "x + 1", LIMIT, Sessions.Numbered.ANY);
      assertThat(without.output().value()).isEqualTo("2");
      assertThat(without.stored()).isFalse();
      CellReport death = sessions.run(id, "os._exit(1)", LIMIT, Sessions.Numbered.ANY);
      assertThat(death.state()).isEqualTo(State.LOST);
      CellReport after = sessions.run(id, "x", LIMIT, Sessions.Numbered.ANY);
      assertThat(after.output().status()).isEqualTo(ToolStatus.UNAVAILABLE);
    }
  }

  @Test
  void aStoreThatHasForgottenIsGivenAll() throws Exception {
    RedisStore other = RedisStore.open(redis.address());
    try (Sessions sessions =
            new Sessions(
                Kernels.open(PythonEnvironment.openDefault()),
                store,
                Sessions.Settings.defaults());
        Sessions elsewhere =
            new Sessions(
                Kernels.open(PythonEnvironment.openDefault()),
                other,
                Sessions.Settings.defaults())) {
      SessionId id = Tenant.alone().session("a");
      sessions.create(id, List.of(picture(1)));
      sessions.run(id, "x = 1", LIMIT, Sessions.Numbered.ANY);
      redis.forget();
      assertThat(sessions.run(id, "y = 2", LIMIT, Sessions.Numbered.ANY).stored()).isTrue();
      CellReport there = elsewhere.run(id, "x, y, image_1.size", LIMIT, Sessions.Numbered.ANY);
      assertThat(there.output().value()).isEqualTo("(1, 2, (1, 2))");
      assertThat(there.cell()).isEqualTo(3);
    }
  }
}
