package io.github.deepeyes4j.search.live.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("deep").resolve("X.json");
  }

  private static Clock at(String instant) {
    return Clock.fixed(Instant.parse(instant), ZoneOffset.ofHours(9));
  }

  @Test
  void countsOverRestarts() throws IOException {
    Quota.in(file, 2).take();
    Quota.in(file, 2).take();
    assertThatThrownBy(Quota.in(file, 2)::take)
        .isInstanceOf(ProviderException.class)
        .hasMessageStartingWith("quota used up: all 2 requests of ");
    assertThat(Files.readString(file)).contains("\"used\":2");
    Quota.in(file, 3).take();
  }

  @Test
  void beginsAnewEachMonthOfUtc() {
    new Quota(file, 1, at("2026-01-31T23:59:59Z")).take();
    assertThatThrownBy(new Quota(file, 1, at("2026-01-31T23:59:59Z"))::take)
        .hasMessageContaining("all 1 requests of 2026-01 ");
    new Quota(file, 1, at("2026-02-01T00:00:00Z")).take();
  }

  @Test
  void threadsShareTheCap() throws InterruptedException {
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 60; i++) {
        threads.execute(() -> {
          try {
            Quota.in(file, 40).take();
            taken.incrementAndGet();
          } catch (ProviderException e) {
            refused.incrementAndGet();
          }
        });
      }
    }
    assertThat(taken).hasValue(40);
    assertThat(refused).hasValue(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"month\": \"2026-01\"}", "{\"month\": 1, \"used\": 2}"})
  void aDamagedCountIsNotZero(String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    assertThatThrownBy(() -> Quota.in(file, 5))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": not a count of requests; mend it, or delete it to begin anew");
  }

  @Test
  void sendsNothingThatCannotBeCounted() throws IOException {
    Quota quota = Quota.in(file, 5);
    Files.writeString(file.getParent(), "a file where the directory belongs");
    assertThatThrownBy(quota::take)
        .isInstanceOf(ProviderException.class)
        .hasMessageStartingWith("requests cannot be counted: ");
  }
}
