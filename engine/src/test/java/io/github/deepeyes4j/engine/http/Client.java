package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a server on this machine.
record Client(ChatServer server) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /// What came back.
  record Answer(int status, String text) {
    JsonNode json() {
      return JsonMapper.shared().readTree(text);
    }

    /// The server-sent events, the closing mark not among them.
    List<JsonNode> events() {
      List<String> events = text.lines().filter(line -> !line.isEmpty()).toList();
      assertThat(events)
          .allSatisfy(line -> assertThat(line).startsWith("data: "))
          .endsWith("data: [DONE]");
      return events.subList(0, events.size() - 1).stream()
          .map(line -> JsonMapper.shared().readTree(line.substring("data: ".length())))
          .toList();
    }

    /// What the events bring at a place, joined.
    String joined(String place) {
      return events().stream()
          .map(event -> event.at(place).asString(""))
          .collect(Collectors.joining());
    }

    String deltas() {
      return joined("/choices/0/delta/content");
    }

    /// An error of OpenAI's form.
    void assertRefused(int status, String param, String message) {
      assertThat(this.status).as(text).isEqualTo(status);
      JsonNode error = json().at("/error");
      assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
      assertThat(error.at("/type").asString())
          .isEqualTo(status < 500 ? "invalid_request_error" : "server_error");
      assertThat(error.at("/param").asString("null")).isEqualTo(param);
      assertThat(error.at("/message").asString()).contains(message).doesNotContain("\n");
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private static Answer send(HttpRequest request) throws Exception {
    HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.body());
  }

  Answer get(String path) throws Exception {
    return send(to(path).build());
  }

  Answer post(String path, String body) throws Exception {
    return send(to(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  Answer chat(String body) throws Exception {
    return post("/v1/chat/completions", body);
  }
}
