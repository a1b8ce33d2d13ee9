package io.github.deepeyes4j.search.live.client;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RateLimiter;
import dev.failsafe.RetryPolicy;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks one provider: signs requests, keeps to its limits, tries again when that can help, and
/// reports every exchange without the key. Safe for concurrent use; a call blocks its thread.
///
/// A request that meets HTTP 429, 5xx or no answer is tried three times in all, after an
/// exponential wait with jitter or as long as `Retry-After` says. After five such failures in a row
/// the provider is left alone for a while.
public final class ProviderClient implements AutoCloseable {
  private static final int TRIES = 3;
  private static final int FAILURES_IN_A_ROW = 5;
  private static final long MAX_ANSWER = 10L << 20;

  private final ApiKey key;
  private final Optional<Quota> quota;
  private final OkHttpClient http;
  private final RateLimiter<JsonNode> permits;
  private final FailsafeExecutor<JsonNode> policies;
  private final Duration backoff;

  public ProviderClient(ApiKey key, CallLimits limits, Optional<Quota> quota) {
    this.key = key;
    this.quota = quota;
    this.backoff = limits.backoff();
    // Redirects would carry the key to another host, and retries inside go uncounted.
    this.http =
        new OkHttpClient.Builder()
            .callTimeout(limits.timeout())
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .build();
    this.permits = RateLimiter.<JsonNode>burstyBuilder(limits.permits(), limits.period()).build();
    this.policies = Failsafe.with(retries(), breaker(limits.rest()));
  }

  private RetryPolicy<JsonNode> retries() {
    return RetryPolicy.<JsonNode>builder()
        .handleIf(ProviderClient::mayPass)
        .withMaxAttempts(TRIES)
        .withDelayFn(this::delay)
        .build();
  }

  private static CircuitBreaker<JsonNode> breaker(Duration rest) {
    return CircuitBreaker.<JsonNode>builder()
        .handleIf(ProviderClient::mayPass)
        .withFailureThreshold(FAILURES_IN_A_ROW)
        .withDelay(rest)
        .build();
  }

  private static boolean mayPass(Throwable failure) {
    return failure instanceof ProviderException e && e.mayPass();
  }

  /// Half to all of the backoff, which doubles from try to try, after what the provider asks for if
  /// it does: callers that failed together do not come back together.
  private Duration delay(ExecutionContext<JsonNode> context) {
    long full = backoff.toMillis() << (context.getAttemptCount() - 1);
    Duration jittered = Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
    @Nullable Duration asked =
        context.getLastException() instanceof ProviderException e ? e.retryAfter() : null;
    return asked == null ? jittered : asked.plus(jittered);
  }

  /// Sends a request and reads the JSON that comes back.
  ///
  /// @param request without the key
  /// @throws ProviderException when no usable answer came
  public JsonNode ask(Request request) throws InterruptedException {
    try {
      return policies.get(() -> attempt(request));
    } catch (CircuitBreakerOpenException e) {
      throw new ProviderException(
          Kind.UNREACHABLE,
          "failed %d times in a row; asked again in %d s"
              .formatted(
                  FAILURES_IN_A_ROW, e.getCircuitBreaker().getRemainingDelay().toSeconds() + 1));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException) {
        // Failsafe leaves the flag set as well.
        Thread.interrupted();
        throw new InterruptedException("interrupted while asking a provider");
      }
      throw e;
    }
  }

  private JsonNode attempt(Request request) throws InterruptedException {
    permits.acquirePermit();
    quota.ifPresent(Quota::take);
    String asked = described(request);
    try (Response response = http.newCall(key.sign(request)).execute()) {
      String body = key.hide(body(response));
      new Exchange(asked, response.code(), body).report();
      if (!response.isSuccessful()) {
        throw ErrorAnswer.of(response, body);
      }
      return parsed(body);
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while asking a provider");
      }
      String reason = key.hide("no answer: " + e.getMessage());
      new Exchange(asked, 0, reason).report();
      throw new ProviderException(Kind.UNREACHABLE, reason);
    }
  }

  private static JsonNode parsed(String body) {
    try {
      JsonNode answer = JsonMapper.shared().readTree(body);
      if (!answer.isMissingNode()) {
        return answer;
      }
    } catch (JacksonException e) {
      // Said below, as of an empty body.
    }
    throw new ProviderException(Kind.MALFORMED, "the answer is not JSON");
  }

  private static String body(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(MAX_ANSWER + 1)) {
      throw new IOException("an answer of more than %d bytes".formatted(MAX_ANSWER));
    }
    return source.readUtf8();
  }

  /// Method, address and body, which have no key yet; of an upload only its size.
  private static String described(Request request) {
    String line = request.method() + " " + request.url();
    @Nullable RequestBody body = request.body();
    if (body == null) {
      return line;
    }
    try {
      if (body instanceof MultipartBody) {
        return line + " [%d bytes]".formatted(body.contentLength());
      }
      Buffer buffer = new Buffer();
      body.writeTo(buffer);
      return line + " " + buffer.readUtf8();
    } catch (IOException e) {
      throw new IllegalArgumentException("a request's body cannot be written to memory", e);
    }
  }

  /// A request's body.
  public static RequestBody json(JsonNode body) {
    return RequestBody.create(
        body.toString().getBytes(StandardCharsets.UTF_8), MediaType.get("application/json"));
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
