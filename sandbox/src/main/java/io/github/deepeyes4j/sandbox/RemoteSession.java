package io.github.deepeyes4j.sandbox;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner.CodeSession;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A session on one server or, when that is gone, on the next.
///
/// Every cell carries its number, so that asking again is safe: a cell that has run already is
/// answered as it was.
final class RemoteSession implements CodeSession {
  /// For waiting in the server's queue and for starting Python, beside the cell's own limit.
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private static final int BUSY_ATTEMPTS = 10;
  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int DRAINING = 503;

  private final String id;
  private final List<Picture> pictures;
  private final List<URI> servers;
  private final HttpClient http;
  private final String token;
  private int current;
  private boolean created;
  private int cells;

  RemoteSession(
      String id, List<Picture> pictures, List<URI> servers, HttpClient http, String token) {
    this.id = id;
    this.pictures = List.copyOf(pictures);
    this.servers = servers;
    this.http = http;
    this.token = token;
  }

  @Override
  public CellResult run(String code, Duration timeout) throws InterruptedException {
    if (code.isBlank()) {
      return new CellResult(ToolStatus.BAD_REQUEST, "", "Error: No code provided", List.of(), 0);
    }
    for (int attempt = 0; attempt < servers.size(); attempt++) {
      try {
        return attempt(code, timeout);
      } catch (IOException e) {
        // A server that is silent may still be at it: two must not run the same session.
        boolean silent =
            e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException);
        if (silent || attempt + 1 == servers.size()) {
          return CellResult.unavailable("%s: %s".formatted(server(), reason(e)));
        }
        current = (current + 1) % servers.size();
      }
    }
    throw new IllegalStateException("unreachable");
  }

  private static String reason(IOException error) {
    return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
  }

  private CellResult attempt(String code, Duration timeout)
      throws IOException, InterruptedException {
    if (!created) {
      Answer answer = create();
      if (answer.status == NOT_FOUND) {
        upload();
        answer = create();
      }
      if (answer.status != CREATED) {
        return CellResult.unavailable(answer.error());
      }
      created = true;
    }
    Map<String, Object> request =
        Map.of("code", code, "timeout", timeout.toMillis() / 1000.0, "cell", cells + 1);
    Answer answer = post("/v1/sessions/" + id + "/cells", request, timeout.plus(MARGIN));
    return switch (answer.status) {
      case OK -> {
        CellOutput output = output(answer.body);
        String state = answer.body.path("state").asString("");
        cells += state.equals("kept") ? 1 : 0;
        yield output.toResult();
      }
      case CONFLICT -> CellResult.unavailable("the session's server was lost: " + answer.error());
      default -> CellResult.unavailable(answer.error());
    };
  }

  private Answer create() throws IOException, InterruptedException {
    List<Map<String, String>> images =
        pictures.stream().map(picture -> Map.of("digest", picture.digest())).toList();
    return post("/v1/sessions", Map.of("id", id, "images", images), MARGIN);
  }

  /// Sends the pictures, once for all sessions that begin with them.
  private void upload() throws IOException, InterruptedException {
    for (Picture picture : pictures) {
      HttpRequest request =
          request("/v1/pictures", MARGIN)
              .POST(HttpRequest.BodyPublishers.ofByteArray(picture.toPng()))
              .build();
      http.send(request, HttpResponse.BodyHandlers.discarding());
    }
  }

  private record Answer(int status, JsonNode body) {
    String error() {
      return body.path("error").asString("status " + status);
    }
  }

  /// Sends a request; one that the server is too busy for is sent again after a while.
  private Answer post(String path, Map<String, Object> fields, Duration limit)
      throws IOException, InterruptedException {
    HttpRequest request =
        request(path, limit)
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    JsonMapper.shared().writeValueAsBytes(fields)))
            .build();
    for (int attempt = 1; ; attempt++) {
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      Answer answer = new Answer(response.statusCode(), json(response.body()));
      boolean busy = response.headers().firstValue("Retry-After").isPresent();
      if (answer.status == DRAINING && !busy) {
        throw new IOException(answer.error());
      }
      if (!busy || attempt == BUSY_ATTEMPTS) {
        return answer;
      }
      Thread.sleep(Duration.ofMillis(200L << Math.min(attempt, 5)));
    }
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server().resolve(path))
            .timeout(limit)
            .header("Content-Type", "application/json")
            // For load balancers that hash it.
            .header("X-Session-Id", id);
    return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
  }

  private URI server() {
    return servers.get(current);
  }

  private static JsonNode json(byte[] body) throws IOException {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      throw new IOException("an answer that is not JSON", e);
    }
  }

  private static CellOutput output(JsonNode body) throws IOException {
    List<String> texts = new ArrayList<>();
    body.path("texts").forEach(text -> texts.add(text.asString("")));
    List<Picture> images = new ArrayList<>();
    for (JsonNode image : body.path("images")) {
      byte[] png = Base64.getDecoder().decode(image.path("png").asString(""));
      images.add(PictureDecoder.decode(png, "the sandbox's picture"));
    }
    Map<String, Long> dropped = new HashMap<>();
    body.path("truncated")
        .properties()
        .forEach(entry -> dropped.put(entry.getKey(), entry.getValue().asLong(0)));
    JsonNode result = body.path("result");
    @Nullable String shown = result.isString() ? result.stringValue() : null;
    return new CellOutput(
        status(body.path("status").asString("")),
        body.path("stdout").asString(""),
        body.path("stderr").asString(""),
        body.path("traceback").asString(""),
        null,
        shown,
        shown,
        texts,
        images,
        dropped,
        body.path("run_s").asDouble(0));
  }

  private static ToolStatus status(String name) throws IOException {
    try {
      return ToolStatus.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IOException("an answer with the status '%s'".formatted(name), e);
    }
  }

  @Override
  public void close() {
    if (created) {
      HttpRequest request = request("/v1/sessions/" + id, MARGIN).DELETE().build();
      // Best effort: what is not closed expires.
      var _ = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    }
  }
}
