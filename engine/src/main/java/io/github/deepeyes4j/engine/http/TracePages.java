package io.github.deepeyes4j.engine.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The pages of the latest episodes, in memory, for those who asked to open one. A page's address
/// is drawn at random and is the key to it: a link carries no bearer token. Safe for concurrent
/// use.
final class TracePages {
  private static final String PATH = "/traces/";

  /// Of all pages together. The newest one is kept whatever its size.
  private static final int MAX_BYTES = 64 << 20;

  private final Map<String, byte[]> pages = new LinkedHashMap<>();
  private long bytes;

  static boolean serves(String path) {
    return path.startsWith(PATH);
  }

  void configure(JavalinConfig config) {
    config.routes.get(PATH + "{name}", this::send);
  }

  /// Keeps a page; its path on the server.
  synchronized String keep(String html) {
    String path = PATH + UUID.randomUUID();
    byte[] page = html.getBytes(StandardCharsets.UTF_8);
    pages.put(path, page);
    bytes += page.length;
    Iterator<byte[]> oldest = pages.values().iterator();
    while (bytes > MAX_BYTES && pages.size() > 1) {
      bytes -= oldest.next().length;
      oldest.remove();
    }
    return path;
  }

  /// The page at a path; empty when it had to make room.
  synchronized Optional<byte[]> page(String path) {
    return Optional.ofNullable(pages.get(path));
  }

  /// The page brings its own security policy.
  private void send(Context context) {
    byte[] page =
        page(context.path())
            .orElseThrow(() -> new NotFoundResponse("this trace is not kept here any more"));
    context
        .contentType("text/html; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .result(page);
  }
}
