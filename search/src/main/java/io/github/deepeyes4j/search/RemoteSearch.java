package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Searches on a search server, by words and by picture. Safe for concurrent use.
public final class RemoteSearch implements SearchEngine {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 3;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final URI server;
  private final String token;
  private final HttpClient http;
  private final String id;

  private RemoteSearch(URI server, String token, HttpClient http, String id) {
    this.server = server;
    this.token = token;
    this.http = http;
    this.id = id;
  }

  /// Asks the server which engines it has; a [BadInputException] when it does not answer.
  ///
  /// @param token that the server wants; empty for none
  public static RemoteSearch connect(URI server, String token) throws InterruptedException {
    HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    try {
      HttpRequest request = HttpRequest.newBuilder(server.resolve("/healthz")).build();
      HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      JsonNode health = JsonMapper.shared().readTree(response.body());
      if (response.statusCode() == OK && health.has("text") && health.has("image")) {
        String id =
            "%s, %s".formatted(health.path("text").asString(), health.path("image").asString());
        return new RemoteSearch(server, token, http, id);
      }
    } catch (IOException | JacksonException e) {
      http.close();
      throw new BadInputException("%s: no search server answers there: %s".formatted(server, e), e);
    }
    http.close();
    throw new BadInputException("%s: is no search server of ours".formatted(server));
  }

  /// The names of the server's engines: where they run makes no difference to what they answer.
  @Override
  public String id() {
    return id;
  }

  @Override
  public SearchResult search(SearchRequest request) throws InterruptedException {
    return switch (request) {
      case SearchRequest.Text(String query, int top) ->
          post("/search", Map.of("query", query, "top_k", top));
      case SearchRequest.Image(Picture picture, int top) ->
          post(
              "/image_search",
              Map.of("image", Base64.getEncoder().encodeToString(picture.toPng()), "top_k", top));
    };
  }

  private SearchResult post(String path, Map<String, Object> body) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(TIMEOUT)
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    JsonMapper.shared().writeValueAsBytes(body)));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    String failure = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Thread.sleep(attempt * 500L);
      try {
        HttpResponse<byte[]> response =
            http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() < 500) {
          return result(response.statusCode(), JsonMapper.shared().readTree(response.body()));
        }
        failure = "HTTP %d".formatted(response.statusCode());
      } catch (IOException | JacksonException | BadInputException e) {
        failure = String.valueOf(e);
      }
    }
    return new SearchResult.Unavailable("%s: %s".formatted(server, failure));
  }

  private static SearchResult result(int status, JsonNode answer) {
    if (status == OK) {
      List<SearchHit> hits = new ArrayList<>();
      answer.path("results").forEach(row -> hits.add(hit(row)));
      return new SearchResult.Found(hits);
    }
    String error = answer.path("error").asString("");
    if (status == NOT_FOUND && answer.has("miss")) {
      return new SearchResult.ReplayMiss(answer.path("miss").asString());
    }
    return status == BAD_REQUEST
        ? new SearchResult.Refused(error)
        : new SearchResult.Unavailable("HTTP %d: %s".formatted(status, error));
  }

  private static SearchHit hit(JsonNode row) {
    @Nullable String thumbnail = row.path("thumbnail").stringValue(null);
    return new SearchHit(
        row.path("title").asString(),
        row.path("link").asString(),
        row.path("snippet").stringValue(null),
        row.path("date").stringValue(null),
        thumbnail == null
            ? null
            : PictureDecoder.decode(Base64.getDecoder().decode(thumbnail), "a thumbnail"));
  }

  @Override
  public void close() {
    http.close();
  }
}
