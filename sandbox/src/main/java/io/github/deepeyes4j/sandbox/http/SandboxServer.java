package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.sandbox.session.SessionStore.StoreException;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Sessions.BusyException;
import io.github.deepeyes4j.sandbox.session.WrongCellException;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.json.JsonMapper;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sandbox as an HTTP server. Every answer is JSON, errors too: `{"error": "one line"}`.
public final class SandboxServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SandboxServer.class.getName());
  private static final long MAX_BODY = 64L << 20;

  private final Sessions sessions;
  private final String token;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Javalin server;
  private volatile boolean draining;

  private SandboxServer(Sessions sessions, String token) {
    this.sessions = sessions;
    this.token = token;
    Gauge.builder("deepeyes_sandbox_sessions", sessions, Sessions::live)
        .description("Sessions with a live process")
        .register(metrics);
    Gauge.builder("deepeyes_sandbox_requests", sessions, Sessions::pending)
        .description("Requests that wait or run")
        .register(metrics);
    this.server = Javalin.create(this::configure);
  }

  /// Starts a server.
  ///
  /// @param port 0 for any free one
  /// @param token that requests must bear; empty for none
  public static SandboxServer start(Sessions sessions, String host, int port, String token) {
    SandboxServer server = new SandboxServer(sessions, token);
    try {
      server.server.start(host, port);
      return server;
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

  private void configure(JavalinConfig config) {
    config.concurrency.useVirtualThreads = true;
    config.startup.showJavalinBanner = false;
    config.http.maxRequestSize = MAX_BODY;
    config.jsonMapper(new Json());
    routes(config);
    errors(config);
  }

  private void routes(JavalinConfig config) {
    CompatRoutes compat = new CompatRoutes(sessions);
    FusionRoutes fusion = new FusionRoutes(sessions);
    SessionRoutes own = new SessionRoutes(sessions);
    config.routes.before(this::admit);
    config.routes.post("/jupyter_sandbox", timed("v1", compat::v1));
    config.routes.post("/clear_session", compat::clear);
    config.routes.post("/run_jupyter", timed("v2", context -> runJupyter(context, compat, fusion)));
    config.routes.post("/run_code", timed("fusion", fusion::runCode));
    config.routes.post("/v1/sessions", own::create);
    config.routes.post("/v1/sessions/{id}/cells", timed("sessions", own::run));
    config.routes.post("/v1/sessions/{id}/interrupt", own::interrupt);
    config.routes.post("/v1/sessions/{id}/fork", own::fork);
    config.routes.post("/v1/sessions/{id}/restore", own::restore);
    config.routes.get("/v1/sessions/{id}/journal", own::journal);
    config.routes.delete("/v1/sessions/{id}", own::delete);
    config.routes.get("/healthz", context -> context.json(health()));
    config.routes.get("/readyz", this::ready);
    config.routes.get("/metrics", context -> context.result(metrics.scrape()));
  }

  /// Two protocols share this path; their bodies tell them apart.
  private static void runJupyter(Context context, CompatRoutes compat, FusionRoutes fusion)
      throws Exception {
    RequestBody body = RequestBody.of(context);
    if (body.has("cells") == body.has("code")) {
      throw new BadRequestResponse(
          "the body must have either 'code' (one cell of a session) or 'cells' (SandboxFusion)");
    }
    if (body.has("cells")) {
      fusion.runCells(context);
    } else {
      compat.v2(context);
    }
  }

  private interface Route {
    void handle(Context context) throws Exception;
  }

  private Handler timed(String shape, Route route) {
    Timer timer =
        Timer.builder("deepeyes_sandbox_cell_seconds")
            .description("Requests that run code, waiting included")
            .tag("shape", shape)
            .publishPercentiles(0.5, 0.95, 0.99)
            .register(metrics);
    return context -> {
      Timer.Sample sample = Timer.start(metrics);
      try {
        route.handle(context);
      } finally {
        sample.stop(timer);
      }
    };
  }

  private void admit(Context context) {
    String path = context.path();
    if (token.isEmpty() || path.equals("/healthz") || path.equals("/readyz")) {
      return;
    }
    byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    @Nullable String given = context.header("Authorization");
    if (given == null || !MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
      throw new UnauthorizedResponse("a bearer token is needed");
    }
  }

  private Map<String, Object> health() {
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("sessions", sessions.live());
    health.put("requests", sessions.pending());
    health.put("draining", draining);
    return health;
  }

  private void ready(Context context) {
    if (draining) {
      throw new HttpResponseException(HttpStatus.SERVICE_UNAVAILABLE.getCode(), "draining");
    }
    sessions.check();
    context.json(Map.of("ready", true));
  }

  private static void errors(JavalinConfig config) {
    config.routes.exception(
        HttpResponseException.class,
        (e, context) -> fail(context, e.getStatus(), String.valueOf(e.getMessage())));
    config.routes.exception(
        BadInputException.class,
        (e, context) -> fail(context, 400, String.valueOf(e.getMessage())));
    config.routes.exception(
        WrongCellException.class,
        (e, context) -> fail(context, 409, String.valueOf(e.getMessage())));
    config.routes.exception(
        BusyException.class,
        (e, context) -> {
          context.header("Retry-After", "1");
          fail(context, 503, String.valueOf(e.getMessage()));
        });
    config.routes.exception(
        StoreException.class, (e, context) -> fail(context, 503, String.valueOf(e.getMessage())));
    config.routes.exception(Exception.class, SandboxServer::fault);
  }

  private static void fault(Exception error, Context context) {
    LOG.log(System.Logger.Level.ERROR, context.path(), error);
    fail(context, 500, "an internal error: " + error);
  }

  /// The released clients read `status` and `output`; ours reads `error`.
  private static void fail(Context context, int status, String message) {
    context
        .status(status)
        .json(
            Map.of(
                "status",
                "error",
                "error",
                message,
                "output",
                Map.of("stdout", "", "stderr", message, "images", List.of())));
  }

  public int port() {
    return server.port();
  }

  /// Takes no new sessions as far as load balancers listen, saves those there are and ends them.
  public void drain() throws InterruptedException {
    draining = true;
    sessions.drain();
  }

  @Override
  public void close() {
    server.stop();
    sessions.close();
  }

  /// Jackson 3 for Javalin.
  private static final class Json implements JsonMapper {
    @Override
    public String toJsonString(Object value, Type type) {
      return tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(value);
    }
  }
}
