package io.github.deepeyes4j.sandbox.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.sandbox.session.BusyException;
import io.github.deepeyes4j.sandbox.session.SessionStore.StoreException;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.WrongCellException;
import io.github.deepeyes4j.service.JsonBody;
import io.github.deepeyes4j.service.McpEndpoint;
import io.github.deepeyes4j.service.OpenApi;
import io.github.deepeyes4j.service.Service;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The sandbox as an HTTP server. Every answer is JSON, errors too: `{"error": "one line"}`.
public final class SandboxServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SandboxServer.class.getName());
  private static final int MAX_BODY = 64 << 20;

  /// Paths that need no token.
  private static final Set<String> OPEN = Set.of("/healthz", "/readyz");

  private final Sessions sessions;
  private final Options options;
  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Javalin server;
  private volatile boolean draining;

  /// How to serve.
  ///
  /// @param port 0 for any free one
  /// @param strictCompat whether blank code is answered as the released servers do, with a string
  ///   where clients expect an object
  public record Options(String host, int port, Tenants tenants, boolean strictCompat) {}

  private SandboxServer(Sessions sessions, Options options) {
    this.sessions = sessions;
    this.options = options;
    Gauge.builder("deepeyes_sandbox_sessions", sessions, Sessions::live)
        .description("Sessions with a live process")
        .register(metrics);
    Gauge.builder("deepeyes_sandbox_requests", sessions, Sessions::pending)
        .description("Requests that wait or run")
        .register(metrics);
    this.server = Service.create(MAX_BODY, this::configure);
  }

  /// Starts a server.
  public static SandboxServer start(Sessions sessions, Options options) {
    SandboxServer server = new SandboxServer(sessions, options);
    Service.listen(server.server, options.host, options.port);
    return server;
  }

  private void configure(JavalinConfig config) {
    routes(config);
    mcp(config);
    errors(config);
  }

  private void routes(JavalinConfig config) {
    Tenants tenants = options.tenants;
    CompatRoutes compat = new CompatRoutes(sessions, tenants, options.strictCompat);
    FusionRoutes fusion = new FusionRoutes(sessions, tenants);
    SessionRoutes own = new SessionRoutes(sessions, tenants);
    config.routes.before(this::admit);
    config.routes.post("/jupyter_sandbox", timed("v1", compat::v1));
    config.routes.post("/clear_session", compat::clear);
    config.routes.post("/run_jupyter", timed("v2", context -> runJupyter(context, compat, fusion)));
    config.routes.post("/run_code", timed("fusion", fusion::runCode));
    config.routes.post("/v1/pictures", own::upload);
    config.routes.get("/v1/pictures/{digest}", own::picture);
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
    String description = OpenApi.json(SandboxServer.class);
    config.routes.get(
        "/openapi.json",
        context -> context.contentType(ContentType.APPLICATION_JSON).result(description));
  }

  private void mcp(JavalinConfig config) {
    PythonTools python = new PythonTools(sessions, options.tenants, timer("mcp"));
    new McpEndpoint(
            "deepeyes-sandbox",
            python.tools(),
            this::admit,
            MAX_BODY,
            options.tenants.longestKept(),
            python::close)
        .mount(config);
  }

  /// Two protocols share this path; their bodies tell them apart.
  private static void runJupyter(Context context, CompatRoutes compat, FusionRoutes fusion)
      throws Exception {
    JsonBody body = JsonBody.of(context);
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
    Timer timer = timer(shape);
    return context -> {
      Timer.Sample sample = Timer.start(metrics);
      try {
        route.handle(context);
      } finally {
        sample.stop(timer);
      }
    };
  }

  private Timer timer(String shape) {
    return Timer.builder("deepeyes_sandbox_cell_seconds")
        .description("Requests that run code, waiting included")
        .tag("shape", shape)
        .publishPercentiles(0.5, 0.95, 0.99)
        .register(metrics);
  }

  private void admit(Context context) {
    if (!OPEN.contains(context.path())) {
      admit(Objects.requireNonNullElse(context.header("Authorization"), ""));
    }
  }

  /// @param authorization the header, empty for none
  private void admit(String authorization) {
    if (draining) {
      throw new HttpResponseException(503, "draining: another server goes on with the session");
    }
    options.tenants.of(authorization);
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
      throw new HttpResponseException(503, "draining");
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
          fail(context, e.isQuota() ? 429 : 503, String.valueOf(e.getMessage()));
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

  /// What is served, as `GET /healthz`; `/mcp` is not among it.
  Set<String> routes() {
    return Service.routes(server);
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
}
