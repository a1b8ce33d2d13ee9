package io.github.deepeyes4j.service;

import io.github.deepeyes4j.core.BadInputException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.json.JsonMapper;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How every HTTP service of ours is set up: a virtual thread a request, a limit on bodies, JSON by
/// Jackson, and no requests of other sites' web pages, which a browser on this machine would let
/// through.
public final class Service {
  private static final Pattern LOOPBACK_ORIGIN =
      Pattern.compile("https?://(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?");

  /// Names an address by its numbers: no name server had a say in where that leads.
  private static final Pattern NUMERIC_ORIGIN =
      Pattern.compile("https?://([0-9.]+|\\[[0-9a-f:.]+])(:\\d+)?");

  private Service() {}

  /// A server that does not listen yet.
  ///
  /// @param maxBody most bytes of a request
  public static Javalin create(int maxBody, Consumer<JavalinConfig> routes) {
    return Javalin.create(config -> {
      config.concurrency.useVirtualThreads = true;
      config.startup.showJavalinBanner = false;
      config.http.maxRequestSize = maxBody;
      config.jsonMapper(new Json());
      config.routes.before(Service::refuseOtherSites);
      routes.accept(config);
    });
  }

  private static void refuseOtherSites(Context context) {
    @Nullable String origin = context.header("Origin");
    if (origin != null && !LOOPBACK_ORIGIN.matcher(origin).matches() && !isOwn(origin, context)) {
      throw new ForbiddenResponse("requests of web pages are refused, except this machine's own");
    }
  }

  /// Whether the page came from this very server. A name would prove nothing: whoever owns it may
  /// let it lead here after the page was loaded from elsewhere.
  private static boolean isOwn(String origin, Context context) {
    return NUMERIC_ORIGIN.matcher(origin).matches()
        && origin.substring(origin.indexOf("//") + 2).equals(context.header("Host"));
  }

  /// Starts to listen; a [BadInputException] says why that is not possible.
  ///
  /// @param port 0 for any free one
  public static void listen(Javalin server, String host, int port) {
    try {
      server.start(host, port);
    } catch (RuntimeException e) {
      throw new BadInputException("cannot listen on %s:%d: %s".formatted(host, port, reason(e)), e);
    }
  }

  private static String reason(Throwable error) {
    Throwable cause = error;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /// What a server answers to, as `GET /healthz`; servlets such as `/mcp` are not among it.
  public static Set<String> routes(Javalin server) {
    return server.unsafe.internalRouter.allHttpHandlers().stream()
        .map(handler -> handler.endpoint)
        .filter(endpoint -> endpoint.method.isHttpMethod())
        .map(endpoint -> "%s %s".formatted(endpoint.method.name(), endpoint.path))
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Jackson 3 for Javalin.
  private static final class Json implements JsonMapper {
    @Override
    public String toJsonString(Object value, Type type) {
      return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(value);
    }
  }
}
