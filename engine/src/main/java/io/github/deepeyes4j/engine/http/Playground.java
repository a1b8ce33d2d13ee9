package io.github.deepeyes4j.engine.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/// A page to ask the model on. It is one more client: what it shows comes from the routes that
/// every client has, so it holds nothing that would need a token.
final class Playground {
  private static final String PARTS = "/playground/";

  /// Nothing is loaded from elsewhere, and nothing runs but the scripts of the page.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /// The parts of the page by name, and what they are.
  private static final Map<String, String> TYPES =
      Map.of(
          "playground.css", "text/css; charset=utf-8",
          "playground.js", "text/javascript; charset=utf-8",
          "api.js", "text/javascript; charset=utf-8");

  private Playground() {}

  static boolean serves(String path) {
    return path.equals("/") || path.startsWith(PARTS);
  }

  static void configure(JavalinConfig config) {
    config.routes.get("/", context -> send(context, "playground.html", "text/html; charset=utf-8"));
    config.routes.get(PARTS + "{part}", Playground::part);
  }

  private static void part(Context context) {
    String part = context.pathParam("part");
    String type = TYPES.get(part);
    if (type == null) {
      throw new NotFoundResponse("the playground has no part '%s'".formatted(part));
    }
    send(context, part, type);
  }

  private static void send(Context context, String part, String type) {
    context
        .contentType(type)
        .header("Cache-Control", "no-cache")
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .header("X-Content-Type-Options", "nosniff")
        .result(resource(part));
  }

  private static byte[] resource(String part) {
    try (InputStream file = Playground.class.getResourceAsStream("playground/" + part)) {
      return Objects.requireNonNull(file, part).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
