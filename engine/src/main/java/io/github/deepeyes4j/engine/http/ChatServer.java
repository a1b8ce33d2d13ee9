package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.tokenizer.TokenModel;
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
import io.javalin.http.NotFoundResponse;
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
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/// A model as an OpenAI-compatible server. Errors have OpenAI's form: `{"error": {"message",
/// "type", "param", "code"}}`. Closes its model.
public final class ChatServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ChatServer.class.getName());
  private static final int MAX_BODY = 64 << 20;
  private static final String METRICS = "/metrics";

  /// Paths that need no token.
  private static final Set<String> OPEN = Set.of("/health");

  private final TokenModel model;
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

  private ChatServer(TokenModel model, Options options) {
    this.model = model;
    this.options = options;
    this.free = new Semaphore(options.maxRequests);
    this.metrics = new ChatMetrics(model.id(), options.rows, this::requests);
    this.server = Service.create(MAX_BODY, this::configure);
  }

  /// Starts a server.
  public static ChatServer start(TokenModel model, Options options) {
    ChatServer server = new ChatServer(model, options);
    Service.listen(server.server, options.host, options.port);
    return server;
  }

  private void configure(JavalinConfig config) {
    config.routes.before(this::admit);
    config.routes.post(
        "/v1/chat/completions",
        context -> complete(context, body -> TurnCompletion.chat(model, body)));
    config.routes.post(
        "/v1/completions", context -> complete(context, body -> TurnCompletion.text(model, body)));
    config.routes.get("/v1/models", context -> context.json(models()));
    config.routes.get("/health", context -> context.json(Map.of()));
    config.routes.get(METRICS, context -> context.result(metrics.scrape()));
    String description = OpenApi.json(ChatServer.class);
    config.routes.get(
        "/openapi.json",
        context -> context.contentType(ContentType.APPLICATION_JSON).result(description));
    // The framework has a form of its own for the first.
    config.routes.exception(HttpResponseException.class, ChatServer::fail);
    config.routes.exception(Exception.class, ChatServer::fail);
  }

  private void admit(Context context) {
    String authorization = Objects.requireNonNullElse(context.header("Authorization"), "");
    if (!OPEN.contains(context.path()) && !options.token.admits(authorization)) {
      throw new UnauthorizedResponse(
          "the request carries no valid bearer token", Map.of(Fault.CODE, "invalid_api_key"));
    }
    if (draining && !context.path().equals(METRICS)) {
      throw draining();
    }
  }

  private static HttpResponseException draining() {
    return new HttpResponseException(503, "draining: this server is about to stop");
  }

  /// Answers a request, unless there are too many.
  ///
  /// @param read takes the request in
  private void complete(Context context, Function<JsonBody, Completion<?>> read) throws Exception {
    if (!free.tryAcquire()) {
      if (draining) {
        throw draining();
      }
      context.header("Retry-After", "1");
      throw new HttpResponseException(
          429,
          "%d requests run or wait, more are not taken".formatted(options.maxRequests),
          Map.of(Fault.CODE, "rate_limit_exceeded"));
    }
    try {
      JsonBody body = JsonBody.of(context).withoutNulls();
      requireServed(body);
      answer(context, read.apply(body));
    } finally {
      free.release();
    }
  }

  private void requireServed(JsonBody body) {
    String name = body.text("model", model.id());
    if (!name.equals(model.id())) {
      throw new NotFoundResponse(
          "model: '%s' is not served here; %s is".formatted(name, model.id()),
          Map.of(JsonBody.PARAM, "model", Fault.CODE, "model_not_found"));
    }
  }

  private <R> void answer(Context context, Completion<R> completion) throws Exception {
    long start = System.nanoTime();
    Optional<R> result =
        completion.stream()
            ? new ChatStream<>(context, completion).send()
            : Optional.of(sendWhole(context, completion));
    result.ifPresent(
        brought -> metrics.count(completion.usage(brought), System.nanoTime() - start));
  }

  /// Everything is sent before the request counts as done, or a drain could cut it off.
  private static <R> R sendWhole(Context context, Completion<R> completion)
      throws InterruptedException {
    R result = completion.run(_ -> {});
    byte[] json = JsonMapper.shared().writeValueAsBytes(completion.whole(result));
    context.contentType(ContentType.APPLICATION_JSON);
    try (OutputStream out = context.res().getOutputStream()) {
      out.write(json);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the client is gone", e);
    }
    return result;
  }

  /// What is answered when a prompt leaves no room for one token.
  static BadRequestResponse contextExceeded(Form form, int tokens) {
    String field =
        switch (form) {
          case CHAT -> "messages";
          case TEXT -> TextPrompt.FIELD;
        };
    return new BadRequestResponse(
        "%s: %d tokens fill the model's context".formatted(field, tokens),
        Map.of(JsonBody.PARAM, field, Fault.CODE, "context_length_exceeded"));
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

  private static void fail(Exception error, Context context) {
    Fault fault = Fault.of(error);
    if (fault.isOurs()) {
      LOG.log(System.Logger.Level.ERROR, context.path(), error);
    }
    context.status(fault.status()).json(fault.json());
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
