package io.github.deepeyes4j.service.fetch;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/// Fetches pages and pictures from addresses that nobody has vetted. Every address on the way is
/// checked by a [UrlGuard]; size (after decompression), time and kinds of content are bounded; no
/// cookies, no credentials, no proxy. Safe for concurrent use; a call blocks its thread.
public final class WebFetcher implements AutoCloseable {
  /// Content that holds text.
  public static final Set<String> TEXTS =
      Set.of(
          "text/html",
          "application/xhtml+xml",
          "text/plain",
          "text/xml",
          "application/xml",
          "application/json");

  /// Content that [io.github.deepeyes4j.core.image.PictureDecoder] decodes.
  public static final Set<String> PICTURES =
      Set.of("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp");

  private static final String USER_AGENT = "DeepEyes4J (page reader)";

  private final UrlGuard guard;
  private final FetchLimits limits;
  private final OkHttpClient http;

  public WebFetcher(UrlGuard guard, FetchLimits limits) {
    this.guard = guard;
    this.limits = limits;
    this.http =
        new OkHttpClient.Builder()
            .dns(guard)
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .addNetworkInterceptor(this::checkConnection)
            .build();
  }

  /// Nothing is sent unless the other end is public: the lookup has seen to that for names, and
  /// addresses that are written out were checked as such; this holds whatever the client does.
  private Response checkConnection(Interceptor.Chain chain) throws IOException {
    var address = chain.connection().route().socketAddress().getAddress();
    Optional<String> what = guard.objection(address);
    if (what.isPresent()) {
      throw new IOException("refused: %s is %s".formatted(address.getHostAddress(), what.get()));
    }
    return chain.proceed(chain.request());
  }

  /// Fetches an address, following redirects.
  ///
  /// @param types of content that are taken
  /// @throws FetchException when the address is refused, or the fetch fails or exceeds a limit
  public Fetched fetch(String url, Set<String> types) throws InterruptedException {
    long end = System.nanoTime() + limits.time().toNanos();
    HttpUrl next = guard.check(url);
    for (int hop = 0; hop <= limits.redirects(); hop++) {
      Step step = step(next, types, Duration.ofNanos(end - System.nanoTime()));
      switch (step) {
        case Step.Arrived(Fetched fetched) -> {
          return fetched;
        }
        case Step.Redirected(String location) -> next = resolve(next, location);
      }
    }
    throw new FetchException(url, "more than %d redirects".formatted(limits.redirects()));
  }

  private HttpUrl resolve(HttpUrl from, String location) {
    @Nullable HttpUrl target = from.resolve(location);
    // A location with another scheme does not resolve; the guard says what is wrong with it.
    return target == null ? guard.check(location) : guard.check(target.toString());
  }

  private sealed interface Step {
    record Arrived(Fetched fetched) implements Step {}

    record Redirected(String location) implements Step {}
  }

  private Step step(HttpUrl url, Set<String> types, Duration left) throws InterruptedException {
    Request request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", USER_AGENT)
            .header("Accept", String.join(", ", types.stream().sorted().toList()))
            .build();
    Call call = http.newCall(request);
    call.timeout().timeout(Math.max(1, left.toMillis()), TimeUnit.MILLISECONDS);
    try (Response response = call.execute()) {
      @Nullable String location = response.header("Location");
      if (response.code() / 100 == 3 && location != null) {
        return new Step.Redirected(location);
      }
      if (!response.isSuccessful()) {
        throw new FetchException(url.toString(), "HTTP " + response.code());
      }
      return new Step.Arrived(take(url, response, types));
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while fetching");
      }
      String reason =
          call.isCanceled() || "timeout".equals(e.getMessage())
              ? "no answer within %.1f s".formatted(limits.time().toMillis() / 1000.0)
              : String.valueOf(e.getMessage());
      throw new FetchException(url.toString(), reason, e);
    }
  }

  private Fetched take(HttpUrl url, Response response, Set<String> types) throws IOException {
    @Nullable MediaType media = response.body().contentType();
    String type =
        media == null ? "none" : (media.type() + "/" + media.subtype()).toLowerCase(Locale.ROOT);
    if (!types.contains(type)) {
      throw new FetchException(url.toString(), "content type %s is not taken".formatted(type));
    }
    BufferedSource source = response.body().source();
    if (response.body().contentLength() > limits.bytes() || source.request(limits.bytes() + 1L)) {
      throw new FetchException(
          url.toString(),
          "larger than %d bytes, the most that are taken".formatted(limits.bytes()));
    }
    return new Fetched(url, type, media == null ? null : media.charset(), source.readByteArray());
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
