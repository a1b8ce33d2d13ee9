package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.service.JsonBody;
import io.github.deepeyes4j.service.OpenApi;
import io.github.deepeyes4j.service.Service;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A model as an OpenAI-compatible server. Errors have OpenAI's form: `{"error": {"message",
/// "type", "param", "code"}}`. Closes its model.
public final class ChatServer implements AutoCloseable {
  /// Key of an error's code in an exception's details.
  static final String CODE = "code";

  private static final System.Logger LOG = System.getLogger(ChatServer.class.getName());
  private static final int MAX_BODY = 64 << 20;
  private static final String METRICS = "/metrics";

  /// Paths that need no token.
  private static final Set<String> OPEN = Set.of("/health");

  private final ChatModel model;
  private final Options options;
  private final long started = System.currentTimeMillis() / 1000;
  private final Semaphore free;
  private final ChatMetrics metrics;
  private final Javalin server;
  private volatile boolean draining;

  /// How to serve.
  ///
  /// @param port 0 for any free one
  /// @param rows conversations that the model continues at once
  /// @param maxRequests requests that run or wait; beyond, they are refused
  public record Options(String host, int port, BearerToken token, int rows, int maxRequests) {}

  private ChatServer(ChatModel model, Options options) {
    this.model = model;
    this.options = options;
    this.free = new Semaphore(options.maxRequests);
    this.metrics = new ChatMetrics(model.id(), options.rows, this::requests);
    this.server = Service.create(MAX_BODY, this::configure);
  }

  /// Starts a server.
  public static ChatServer start(ChatModel model, Options options) {
    ChatServer server = new ChatServer(model, options);
    Service.listen(server.server, options.host, options.port);
    return server;
  }

  private void configure(JavalinConfig config) {
    config.routes.before(this::admit);
    config.routes.post("/v1/chat/completions", this::complete);
    config.routes.get("/v1/models", context -> context.json(models()));
    config.routes.get("/health", context -> context.json(Map.of()));
    config.routes.get(METRICS, context -> context.result(metrics.scrape()));
    String description = OpenApi.json(ChatServer.class);
    config.routes.get(
        "/openapi.json",
        context -> context.contentType(ContentType.APPLICATION_JSON).result(description));
    config.routes.exception(
        HttpResponseException.class,
        (e, context) ->
            fail(context, e.getStatus(), String.valueOf(e.getMessage()), e.getDetails()));
    config.routes.exception(
        BadInputException.class,
        (e, context) -> fail(context, 400, String.valueOf(e.getMessage()), Map.of()));
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.log(System.Logger.Level.ERROR, context.path(), e);
          fail(context, 500, internal(e), Map.of());
        });
  }

  private void admit(Context context) {
    String authorization = Objects.requireNonNullElse(context.header("Authorization"), "");
    if (!OPEN.contains(context.path()) && !options.token.admits(authorization)) {
      throw new UnauthorizedResponse(
          "the request carries no valid bearer token", Map.of(CODE, "invalid_api_key"));
    }
    if (draining && !context.path().equals(METRICS)) {
      throw draining();
    }
  }

  private static HttpResponseException draining() {
    return new HttpResponseException(503, "draining: this server is about to stop");
  }

  private void complete(Context context) throws Exception {
    if (!free.tryAcquire()) {
      if (draining) {
        throw draining();
      }
      context.header("Retry-After", "1");
      throw new HttpResponseException(
          429,
          "%d requests run or wait, more are not taken".formatted(options.maxRequests),
          Map.of(CODE, "rate_limit_exceeded"));
    }
    try {
      long start = System.nanoTime();
      answer(context).ifPresent(generation -> metrics.count(generation, System.nanoTime() - start));
    } finally {
      free.release();
    }
  }

  /// Everything is sent before the request counts as done, or a drain could cut it off.
  private Optional<Generation> answer(Context context) throws Exception {
    CompletionRequest request = CompletionRequest.of(JsonBody.of(context), model.id());
    CompletionJson json = CompletionJson.of(model.id(), request);
    if (request.stream()) {
      return new ChatStream(context, request, json).send(model);
    }
    Generation generation = checked(model.generate(request.chat()));
    context.contentType(ContentType.APPLICATION_JSON);
    try (OutputStream out = context.res().getOutputStream()) {
      out.write(JsonMapper.shared().writeValueAsBytes(json.whole(generation)));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client is gone", e);
    }
    return Optional.of(generation);
  }

  /// A conversation too long for the model is the client's mistake.
  static Generation checked(Generation generation) {
    if (generation.finish() == FinishReason.CONTEXT_FULL && generation.tokens().length == 0) {
      throw new BadRequestResponse(
          "messages: the conversation has %d tokens and fills the model's context"
              .formatted(generation.promptTokens()),
          Map.of(JsonBody.PARAM, "messages", CODE, "context_length_exceeded"));
    }
    return generation;
  }

  private Map<String, Object> models() {
    Map<String, Object> card = new LinkedHashMap<>();
    card.put("id", model.id());
    card.put("object", "model");
    card.put("created", started);
    card.put("owned_by", "deepeyes");
    return Map.of("object", "list", "data", List.of(card));
  }

  private int requests() {
    return options.maxRequests - free.availablePermits();
  }

  private static void fail(
      Context context, int status, String message, Map<String, String> details) {
    context.status(status).json(error(status, message, details));
  }

  static String internal(Exception error) {
    return "an internal error: " + error;
  }

  /// An error in OpenAI's form.
  static Map<String, Object> error(int status, String message, Map<String, String> details) {
    Map<String, @Nullable Object> error = new LinkedHashMap<>();
    error.put("message", message);
    error.put("type", status < 500 ? "invalid_request_error" : "server_error");
    error.put("param", details.get(JsonBody.PARAM));
    error.put("code", details.get(CODE));
    return Map.of("error", error);
  }

  /// What is served, as `GET /health`.
  Set<String> routes() {
    return Service.routes(server);
  }

  public int port() {
    return server.port();
  }

  /// Refuses new requests from now on and waits until those that run are answered.
  public void drain() throws InterruptedException {
    draining = true;
    free.acquire(options.maxRequests);
  }

  @Override
  public void close() {
    server.stop();
    model.close();
  }
}
