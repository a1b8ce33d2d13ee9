package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.service.JsonBody;
import io.github.deepeyes4j.service.OpenApi;
import io.github.deepeyes4j.service.Service;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UnauthorizedResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A model as an OpenAI-compatible server. Errors have OpenAI's form: `{"error": {"message",
/// "type", "param", "code"}}`.
public final class ChatServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ChatServer.class.getName());
  private static final int MAX_BODY = 64 << 20;

  /// How long a request waits for one that ends: a client that has its answer may ask again before
  /// the answered request counts as done.
  private static final Duration GRACE = Duration.ofMillis(200);

  private static final String METRICS = "/metrics";

  private final Served served;
  private final Options options;
  private final long started = System.currentTimeMillis() / 1000;
  private final Semaphore free;
  private final ChatMetrics metrics;
  private final TracePages pages = new TracePages();
  private final Javalin server;
  private volatile boolean draining;

  /// How to serve.
  ///
  /// @param port 0 for any free one
  /// @param rows conversations that the model continues at once
  /// @param maxRequests requests that run or wait; beyond, they are refused
  public record Options(String host, int port, BearerToken token, int rows, int maxRequests) {}

  /// Takes a request in.
  private interface Reader {
    Completion<?> read(JsonBody body) throws InterruptedException;
  }

  private ChatServer(Served served, Options options) {
    this.served = served;
    this.options = options;
    this.free = new Semaphore(options.maxRequests);
    this.metrics = new ChatMetrics(served.model().id(), options.rows, this::requests);
    this.server = Service.create(MAX_BODY, this::configure);
  }

  /// Starts a server.
  public static ChatServer start(Served served, Options options) {
    ChatServer server = new ChatServer(served, options);
    Service.listen(server.server, options.host, options.port);
    return server;
  }

  private void configure(JavalinConfig config) {
    config.routes.before(this::admit);
    config.routes.post("/v1/chat/completions", context -> complete(context, this::chat));
    config.routes.post("/v1/completions", context -> complete(context, this::text));
    config.routes.post(
        "/v1/load_lora_adapter",
        context -> context.result(adapters().load(body(context), served.ownNames())));
    config.routes.post(
        "/v1/unload_lora_adapter", context -> context.result(adapters().unload(body(context))));
    config.routes.get("/v1/models", context -> context.json(models()));
    config.routes.get("/health", context -> context.json(Map.of()));
    config.routes.get(METRICS, context -> context.result(metrics.scrape()));
    String description = OpenApi.json(ChatServer.class);
    config.routes.get(
        "/openapi.json",
        context -> context.contentType(ContentType.APPLICATION_JSON).result(description));
    Playground.configure(config);
    pages.configure(config);
    // The framework has a form of its own for the first.
    config.routes.exception(HttpResponseException.class, ChatServer::fail);
    config.routes.exception(Exception.class, ChatServer::fail);
  }

  private void admit(Context context) {
    String authorization = Objects.requireNonNullElse(context.header("Authorization"), "");
    if (!isOpen(context.path()) && !options.token.admits(authorization)) {
      throw new UnauthorizedResponse(
          "the request carries no valid bearer token", Map.of(Fault.CODE, "invalid_api_key"));
    }
    if (draining && !context.path().equals(METRICS)) {
      throw draining();
    }
  }

  /// Whether a path needs no token.
  private static boolean isOpen(String path) {
    return path.equals("/health") || Playground.serves(path) || TracePages.serves(path);
  }

  private static HttpResponseException draining() {
    return new HttpResponseException(503, "draining: this server is about to stop");
  }

  /// Answers a request, unless there are too many.
  ///
  /// @param reader takes the request in
  private void complete(Context context, Reader reader) throws Exception {
    if (!free.tryAcquire(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
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
      answer(context, reader.read(body(context)));
    } finally {
      free.release();
    }
  }

  private Completion<?> chat(JsonBody body) throws InterruptedException {
    String name = body.text("model", served.model().id());
    if (served.agent().isPresent() && served.isAgent(name)) {
      List<Message> messages = ChatMessages.of(body, served.web());
      return AgentCompletion.of(name, served.agent().get(), pages, body, messages);
    }
    TokenModel model = model(body, served.names());
    return TurnCompletion.chat(model, body, ChatMessages.of(body, served.web()));
  }

  private Completion<?> text(JsonBody body) {
    List<String> names = served.names().stream().filter(name -> !served.isAgent(name)).toList();
    return TurnCompletion.text(model(body, names), body);
  }

  /// The model that a request names; the base when it names none.
  ///
  /// @param names all that it could have named
  private TokenModel model(JsonBody body, List<String> names) {
    String name = body.text("model", served.model().id());
    return served
        .find(name)
        .orElseThrow(() ->
            new NotFoundResponse(
                "model: '%s' is not served here; %s is".formatted(name, String.join(" or ", names)),
                Map.of(JsonBody.PARAM, "model", Fault.CODE, "model_not_found")));
  }

  private Adapters adapters() {
    return served
        .adapters()
        .orElseThrow(() ->
            new ForbiddenResponse("adapters are loaded only by a server that was told from where"));
  }

  private static JsonBody body(Context context) {
    return JsonBody.of(context).withoutNulls();
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

  private Map<String, Object> models() {
    return Map.of("object", "list", "data", served.names().stream().map(this::card).toList());
  }

  private Map<String, @Nullable Object> card(String name) {
    Map<String, @Nullable Object> card = new LinkedHashMap<>();
    card.put("id", name);
    card.put("object", "model");
    card.put("created", started);
    card.put("owned_by", "deepeyes");
    card.put("parent", served.ownNames().contains(name) ? null : served.model().id());
    return card;
  }

  private int requests() {
    return options.maxRequests - free.availablePermits();
  }

  private static void fail(Exception error, Context context) {
    Fault fault = Fault.of(error);
    if (fault.status() == 500) {
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
  }
}
