package io.github.deepeyes4j.search.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.service.McpEndpoint;
import io.github.deepeyes4j.service.OpenApi;
import io.github.deepeyes4j.service.Service;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The search tools as an HTTP server. Errors are JSON too: `{"error": "one line"}`; a replayed
/// recording that lacks a request answers 404 with `miss`, the request's key. The engines stay open
/// when it closes.
public final class SearchServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SearchServer.class.getName());
  private static final int MAX_BODY = 32 << 20;
  private static final Duration MCP_IDLE = Duration.ofHours(1);

  /// Paths that need no token.
  private static final Set<String> OPEN = Set.of("/healthz");

  private final SearchEngine text;
  private final SearchEngine image;
  private final Options options;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Javalin server;

  /// How to serve.
  ///
  /// @param port 0 for any free one
  public record Options(String host, int port, BearerToken token) {}

  private SearchServer(SearchEngine text, SearchEngine image, Options options) {
    this.text = text;
    this.image = image;
    this.options = options;
    this.server = Service.create(MAX_BODY, this::configure);
  }

  /// Starts a server.
  public static SearchServer start(SearchEngine text, SearchEngine image, Options options) {
    SearchServer server = new SearchServer(text, image, options);
    Service.listen(server.server, options.host, options.port);
    return server;
  }

  private void configure(JavalinConfig config) {
    SearchRoutes routes = new SearchRoutes(text, image);
    config.routes.before(this::admit);
    config.routes.post("/search", timed("text", routes::search));
    config.routes.post("/image_search", timed("image", routes::imageSearch));
    config.routes.post("/retrieve", timed("retrieve", routes::retrieve));
    config.routes.get(
        "/healthz", context -> context.json(Map.of("text", text.id(), "image", image.id())));
    config.routes.get("/metrics", context -> context.result(metrics.scrape()));
    String description = OpenApi.json(SearchServer.class);
    config.routes.get(
        "/openapi.json",
        context -> context.contentType(ContentType.APPLICATION_JSON).result(description));
    new McpEndpoint(
            "deepeyes-search",
            new SearchMcpTools(text, image).tools(),
            this::admit,
            MAX_BODY,
            MCP_IDLE,
            _ -> {})
        .mount(config);
    errors(config);
  }

  private Handler timed(String tool, Handler route) {
    Timer.Builder timer =
        Timer.builder("deepeyes_search_seconds")
            .description("Requests that search, by tool and HTTP status")
            .publishPercentiles(0.5, 0.95, 0.99);
    return context -> {
      Timer.Sample sample = Timer.start(metrics);
      String status = "error";
      try {
        route.handle(context);
        status = "ok";
      } finally {
        sample.stop(timer.tags("tool", tool, "status", status).register(metrics));
      }
    };
  }

  private void admit(Context context) {
    if (!OPEN.contains(context.path())) {
      admit(Objects.requireNonNullElse(context.header("Authorization"), ""));
    }
  }

  /// @param authorization the header, empty for none
  private void admit(String authorization) {
    if (!options.token.admits(authorization)) {
      throw new UnauthorizedResponse("the request carries no valid bearer token");
    }
  }

  private static void errors(JavalinConfig config) {
    config.routes.exception(SearchFailure.class, SearchServer::fail);
    config.routes.exception(
        HttpResponseException.class,
        (e, context) -> fail(context, e.getStatus(), String.valueOf(e.getMessage())));
    config.routes.exception(
        BadInputException.class,
        (e, context) -> fail(context, 400, String.valueOf(e.getMessage())));
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.log(System.Logger.Level.ERROR, context.path(), e);
          fail(context, 500, "an internal error: " + e);
        });
  }

  private static void fail(SearchFailure failure, Context context) {
    String message = String.valueOf(failure.getMessage());
    if (failure.status == 404) {
      context
          .status(404)
          .json(Map.of("error", "the recording that is replayed lacks this", "miss", message));
    } else {
      fail(context, failure.status, message);
    }
  }

  private static void fail(Context context, int status, String message) {
    context.status(status).json(Map.of("error", message));
  }

  /// What is served, as `GET /healthz`; `/mcp` is not among it.
  Set<String> routes() {
    return Service.routes(server);
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
