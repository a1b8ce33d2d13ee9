package io.github.deepeyes4j.service.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/// A web server on a loopback address that answers as it is told and keeps what it was asked.
public final class FakeWeb implements AutoCloseable {
  /// A request as it arrived.
  public record Asked(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(header -> header.getKey().equalsIgnoreCase(name))
          .map(header -> header.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /// The address's parameters, decoded.
    public Map<String, String> parameters() {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (String pair : uri.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        parameters.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
      return parameters;
    }
  }

  /// An answer to give.
  ///
  /// @param delayMillis before it begins
  /// @param dripMillis before each byte of the body
  public record Answer(
      int status, Map<String, String> headers, byte[] body, long delayMillis, long dripMillis) {
    public static Answer json(String body) {
      return of(200, "application/json", body);
    }

    public static Answer json(int status, String body) {
      return of(status, "application/json", body);
    }

    public static Answer of(int status, String type, String body) {
      return of(status, Map.of("Content-Type", type), body.getBytes(StandardCharsets.UTF_8));
    }

    public static Answer of(int status, Map<String, String> headers, byte[] body) {
      return new Answer(status, headers, body, 0, 0);
    }

    public static Answer redirect(String location) {
      return of(302, Map.of("Location", location), new byte[0]);
    }

    public Answer with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Answer(status, more, body, delayMillis, dripMillis);
    }

    public Answer after(long millis) {
      return new Answer(status, headers, body, millis, dripMillis);
    }

    public Answer dripping(long millis) {
      return new Answer(status, headers, body, delayMillis, millis);
    }
  }

  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  private FakeWeb(HttpServer server) {
    this.server = server;
  }

  /// @param address a loopback address to listen at
  public static FakeWeb at(String address) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(address, 0), 0);
      FakeWeb web = new FakeWeb(server);
      server.createContext("/", web::handle);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.start();
      return web;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static FakeWeb local() {
    return at("127.0.0.1");
  }

  /// Answers requests to a path with these in turn, then with the last one again and again.
  public FakeWeb on(String path, Answer... inTurn) {
    answers.put(path, new ArrayDeque<>(List.of(inTurn)));
    return this;
  }

  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  public Asked last() {
    return asked.getLast();
  }

  public String url(String path) {
    return "http://%s:%d%s"
        .formatted(server.getAddress().getAddress().getHostAddress(), port(), path);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              Map.copyOf(exchange.getRequestHeaders()),
              exchange.getRequestBody().readAllBytes()));
      Answer answer = next(exchange.getRequestURI().getPath());
      Thread.sleep(answer.delayMillis());
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      exchange.sendResponseHeaders(
          answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      write(answer, exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Answer answer, OutputStream out)
      throws IOException, InterruptedException {
    if (answer.dripMillis() == 0) {
      out.write(answer.body());
      return;
    }
    for (byte each : answer.body()) {
      Thread.sleep(answer.dripMillis());
      out.write(each);
      out.flush();
    }
  }

  private Answer next(String path) {
    Deque<Answer> queue = answers.get(path);
    if (queue == null) {
      return Answer.of(404, "text/plain", "nothing at " + path);
    }
    synchronized (queue) {
      return queue.size() > 1 ? queue.removeFirst() : queue.getFirst();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
