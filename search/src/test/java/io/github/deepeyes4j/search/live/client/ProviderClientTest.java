package io.github.deepeyes4j.search.live.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.live.Clients;
import io.github.deepeyes4j.search.live.client.ApiKey.Place;
import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import io.github.deepeyes4j.service.fetch.FakeWeb;
import io.github.deepeyes4j.service.fetch.FakeWeb.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderClientTest {
  private static final Answer FINE = Answer.json("{\"fine\": true}");
  private static final Answer BUSY = Answer.json(429, "{\"message\": \"slow down\"}");
  private static final ApiKey KEY =
      ApiKey.of("K", "secret-key-1", new Place.Header("X-Key", "Bearer "));

  private final FakeWeb web = FakeWeb.local();
  private ProviderClient client = new ProviderClient(KEY, Clients.QUICK, Optional.empty());

  @AfterEach
  void close() {
    client.close();
    web.close();
  }

  private void limits(CallLimits limits) {
    client.close();
    client = new ProviderClient(KEY, limits, Optional.empty());
  }

  private static CallLimits limits(Duration timeout, int permits, Duration period) {
    return new CallLimits(timeout, permits, period, Duration.ofMillis(4), Duration.ofMillis(400));
  }

  private String ask() throws InterruptedException {
    return client.ask(new Request.Builder().url(web.url("/a?q=1")).build()).toString();
  }

  private ProviderException failure() throws InterruptedException {
    try {
      throw new AssertionError("answered: " + ask());
    } catch (ProviderException e) {
      return e;
    }
  }

  private static Duration time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void sendsTheKeyAndShowsItNowhere() throws InterruptedException {
    web.on("/a", Answer.json("{\"echo\": \"secret-key-1\"}"));
    var heard = Exchange.listen(this::ask);
    assertThat(web.last().header("X-Key")).isEqualTo("Bearer secret-key-1");
    assertThat(heard.result()).isEqualTo("{\"echo\":\"***\"}");
    assertThat(heard.exchanges())
        .containsExactly(new Exchange("GET " + web.url("/a?q=1"), 200, "{\"echo\": \"***\"}"));
    assertThat(KEY).hasToString("ApiKey[***]");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void triesAgainWhenThatCanHelp(int status) throws InterruptedException {
    Answer failing = Answer.json(status, "");
    web.on("/a", failing, failing, FINE);
    var heard = Exchange.listen(this::ask);
    assertThat(heard.exchanges()).extracting(Exchange::status).containsExactly(status, status, 200);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 402, 403, 404, 413, 422})
  void asksOnceWhenItCannot(int status) throws InterruptedException {
    web.on("/a", Answer.json(status, "{}").with("Location", web.url("/elsewhere")));
    assertThat(failure()).hasMessageContaining("HTTP " + status);
    assertThat(web.asked()).hasSize(1);
  }

  @Test
  void waitsLongerEachTimeAndNeverTheSame() {
    limits(
        new CallLimits(
            Duration.ofSeconds(2),
            1000,
            Duration.ofSeconds(1),
            Duration.ofMillis(200),
            Duration.ofMillis(1)));
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      web.on("/a", BUSY, BUSY, FINE);
      waits.add(time(() -> askAndBeAnswered()));
    }
    // 100 to 200 ms before the second try, 200 to 400 ms before the third.
    assertThat(waits).allMatch(wait -> wait.toMillis() >= 300).doesNotHaveDuplicates();
  }

  private void askAndBeAnswered() {
    try {
      assertThat(ask()).contains("fine");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void waitsAsLongAsAskedTo() {
    web.on("/a", BUSY.with("Retry-After", "1"), FINE);
    assertThat(time(this::askAndBeAnswered))
        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
    String soon =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2));
    web.on("/a", BUSY.with("Retry-After", soon), FINE);
    assertThat(time(this::askAndBeAnswered)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void givesUpAtOnceWhenAskedToWaitVeryLong() throws InterruptedException {
    web.on("/a", BUSY.with("Retry-After", "3600"));
    assertThat(failure().kind()).isEqualTo(Kind.BUSY);
    assertThat(web.asked()).hasSize(1);
  }

  @Test
  void leavesAFailingProviderAloneForAWhile() throws InterruptedException {
    web.on("/a", BUSY);
    assertThat(failure()).hasMessage("HTTP 429: slow down");
    assertThat(failure()).hasMessageContaining("failed 5 times in a row");
    assertThat(failure()).hasMessageContaining("failed 5 times in a row");
    assertThat(web.asked()).hasSize(5);
    web.on("/a", FINE);
    Thread.sleep(450);
    assertThat(ask()).contains("fine");
    assertThat(ask()).contains("fine");
  }

  @Test
  void keepsToItsRate() {
    limits(limits(Duration.ofSeconds(2), 2, Duration.ofMillis(500)));
    web.on("/a", FINE);
    Duration five =
        time(() -> {
          for (int i = 0; i < 5; i++) {
            askAndBeAnswered();
          }
        });
    assertThat(five).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void boundsTime() throws InterruptedException {
    limits(limits(Duration.ofMillis(300), 1000, Duration.ofSeconds(1)));
    web.on("/a", FINE.dripping(100));
    assertThat(failure().kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(web.asked()).hasSize(3);
  }

  @Test
  void boundsSize() throws InterruptedException {
    web.on("/a", Answer.json("\"" + "x".repeat(11 << 20) + "\""));
    assertThat(failure()).hasMessageContaining("an answer of more than 10485760 bytes");
  }

  @Test
  void saysThatNobodyAnswers() throws InterruptedException {
    web.close();
    assertThat(failure()).hasMessageContaining("no answer: ");
  }

  @Test
  void stopsWhenInterrupted() throws InterruptedException {
    web.on("/a", FINE.after(1500));
    Throwable[] thrown = new Throwable[1];
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                ask();
              } catch (InterruptedException | RuntimeException e) {
                thrown[0] = e;
              }
            });
    Thread.sleep(300);
    thread.interrupt();
    thread.join(Duration.ofSeconds(1));
    assertThat(thrown[0]).isInstanceOf(InterruptedException.class);
  }

  @Test
  void stopsAtTheQuota(@TempDir Path state) throws InterruptedException {
    client.close();
    client =
        new ProviderClient(KEY, Clients.QUICK, Optional.of(Quota.in(state.resolve("X.json"), 2)));
    web.on("/a", BUSY, FINE);
    assertThat(ask()).as("two requests").contains("fine");
    assertThat(failure().kind()).isEqualTo(Kind.QUOTA_USED_UP);
    assertThat(web.asked()).hasSize(2);
  }

  @Test
  void refusesWhatIsNoKey() {
    for (String value : List.of("abc", "two words", "käse-key", "line\nbreak")) {
      assertThatThrownBy(() -> ApiKey.of("SERPER_API_KEY", value, new Place.Parameter("k")))
          .hasMessageStartingWith("SERPER_API_KEY: not a key")
          .hasMessageNotContaining(value);
    }
  }
}
