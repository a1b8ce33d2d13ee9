package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.service.BearerToken;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who is let in, what is counted, and how requests end early.
@Timeout(60)
class ChatLoadTest {
  private static final String TOKEN = "secret";
  private static final String BODY =
      "{\"stream\": %s, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ScriptedModel model = new ScriptedModel();
  private final CountDownLatch running = new CountDownLatch(2);
  private final CountDownLatch may = new CountDownLatch(1);
  private final ChatServer server =
      ChatServer.start(
          Served.of(model), new ChatServer.Options("127.0.0.1", 0, new BearerToken(TOKEN), 1, 2));

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private HttpRequest completion(boolean stream) {
    return to("/v1/chat/completions")
        .header("Authorization", "Bearer " + TOKEN)
        .POST(HttpRequest.BodyPublishers.ofString(BODY.formatted(stream)))
        .build();
  }

  private static HttpResponse<String> send(HttpRequest request) throws Exception {
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static CompletableFuture<HttpResponse<String>> begin(HttpRequest request) {
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private String metrics() throws Exception {
    return send(to("/metrics").header("Authorization", "Bearer " + TOKEN).build()).body();
  }

  /// Two requests that run until they may end.
  private CompletableFuture<HttpResponse<String>> occupy(boolean stream) throws Exception {
    model.script =
        ScriptedModel.waits(
            running, may, ScriptedModel.says(FinishReason.END_OF_TURN, "Hello", " there"));
    CompletableFuture<HttpResponse<String>> first = begin(completion(stream));
    CompletableFuture<HttpResponse<String>> second = begin(completion(stream));
    running.await();
    return first.thenCombine(second, (one, _) -> one);
  }

  @Test
  void moreThanItTakesAreSentAway() throws Exception {
    CompletableFuture<HttpResponse<String>> taken = occupy(false);
    HttpResponse<String> refused = send(completion(false));
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(refused.body()).contains("2 requests run or wait", "rate_limit_exceeded");
    may.countDown();
    assertThat(taken.get().statusCode()).isEqualTo(200);
    assertThat(send(completion(false)).statusCode()).isEqualTo(200);
  }

  /// As many clients as requests are taken, each asking again as soon as it has its answer.
  @Test
  void whoHasAnAnswerMayAskAgain() throws Exception {
    Callable<List<Integer>> asking =
        () -> {
          List<Integer> statuses = new ArrayList<>();
          for (int i = 0; i < 200; i++) {
            statuses.add(send(completion(i % 2 == 0)).statusCode());
          }
          return statuses;
        };
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<Integer>> statuses : clients.invokeAll(List.of(asking, asking))) {
        assertThat(statuses.get()).hasSize(200).containsOnly(200);
      }
    }
  }

  @Test
  void countsUnderTheKnownNames() throws Exception {
    CompletableFuture<HttpResponse<String>> taken = occupy(false);
    assertThat(metrics())
        .contains("vllm:num_requests_running{model_name=\"scripted\"} 1.0")
        .contains("vllm:num_requests_waiting{model_name=\"scripted\"} 1.0");
    may.countDown();
    taken.get();
    server.drain();
    HttpResponse<String> refused =
        send(to("/metrics").header("Authorization", "Bearer " + TOKEN).build());
    assertThat(refused.statusCode()).isEqualTo(200);
    assertThat(refused.body())
        .contains("vllm:prompt_tokens_total{model_name=\"scripted\"} 14.0")
        .contains("vllm:generation_tokens_total{model_name=\"scripted\"} 4.0")
        .contains("vllm:e2e_request_latency_seconds_count{model_name=\"scripted\"} 2")
        .contains("vllm:e2e_request_latency_seconds_bucket{model_name=\"scripted\",le=\"+Inf\"} 2");
  }

  @Test
  void theTokenIsAskedFor() throws Exception {
    assertThat(send(to("/health").build()).statusCode()).isEqualTo(200);
    HttpResponse<String> refused = send(to("/v1/models").build());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("no valid bearer token", "invalid_api_key");
    HttpRequest wrong = to("/v1/models").header("Authorization", "Bearer secre").build();
    assertThat(send(wrong).statusCode()).isEqualTo(401);
    HttpRequest right = to("/v1/models").header("Authorization", "Bearer " + TOKEN).build();
    assertThat(send(right).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void drainingFinishesWhatRuns(boolean stream) throws Exception {
    CompletableFuture<HttpResponse<String>> taken = occupy(stream);
    CompletableFuture<Void> drained =
        CompletableFuture.runAsync(() -> {
          try {
            server.drain();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          server.close();
        });
    while (send(to("/health").build()).statusCode() != 503) {
      Thread.sleep(10);
    }
    assertThat(send(completion(stream)).statusCode()).isEqualTo(503);
    assertThat(drained).isNotDone();
    may.countDown();
    assertThat(taken.get().statusCode()).isEqualTo(200);
    assertThat(taken.get().body()).contains("Hello");
    drained.get();
  }

  @Test
  void aClientThatGoesAwayEndsItsGeneration() throws Exception {
    CountDownLatch givenUp = new CountDownLatch(1);
    model.script =
        onText -> {
          try {
            while (true) {
              onText.accept("more ");
              Thread.sleep(5);
            }
          } finally {
            givenUp.countDown();
          }
        };
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String body = BODY.formatted(true);
      String request =
          "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                  .formatted(TOKEN)
              + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      assertThat(client.getInputStream().readNBytes(300)).hasSize(300);
    }
    assertThat(givenUp.await(20, TimeUnit.SECONDS)).isTrue();
    model.script = ScriptedModel.says(FinishReason.END_OF_TURN, "next");
    server.drain();
  }
}
