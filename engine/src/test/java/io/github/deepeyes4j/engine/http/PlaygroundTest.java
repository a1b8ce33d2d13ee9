package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.service.BearerToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page as it is served; a browser's tests are in the module `browser`.
class PlaygroundTest {
  private final ChatServer server =
      ChatServer.start(
          Served.of(new ScriptedModel()),
          new ChatServer.Options("0.0.0.0", 0, new BearerToken("secret"), 1, 4));

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> get(String host, String path, String... headers) throws Exception {
    URI address = URI.create("http://%s:%d%s".formatted(host, server.port(), path));
    HttpRequest.Builder request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/,text/html",
    "/playground/playground.css,text/css",
    "/playground/playground.js,text/javascript",
    "/playground/api.js,text/javascript"
  })
  void needsNoTokenAndLoadsNothingFromElsewhere(String path, String type) throws Exception {
    HttpResponse<String> answer = get("127.0.0.1", path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe");
    assertThat(answer.body()).doesNotContain("http://", "https://", "innerHTML");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/playground/openapi.yaml", "/playground/..%2Fopenapi.yaml"})
  void servesNothingBesideItsParts(String path) throws Exception {
    assertThat(get("127.0.0.1", path).statusCode()).isBetween(400, 404);
    assertThat(get("127.0.0.1", "/v1/models").statusCode()).isEqualTo(401);
  }

  /// A page opened from another machine may ask its own server, and no other page may.
  @Test
  void itsOwnRequestsAreTakenByAddress() throws Exception {
    String own = "http://127.0.0.2:" + server.port();
    String other = "http://127.0.0.3:" + server.port();
    String[] token = {"Authorization", "Bearer secret", "Origin"};
    assertThat(get("127.0.0.2", "/v1/models", token[0], token[1], token[2], own).statusCode())
        .isEqualTo(200);
    assertThat(get("127.0.0.2", "/v1/models", token[0], token[1], token[2], other).statusCode())
        .isEqualTo(403);
  }
}
