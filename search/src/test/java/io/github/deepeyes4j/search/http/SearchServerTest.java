package io.github.deepeyes4j.search.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.RemoteSearch;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.service.OpenApi;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The service over a real socket.
class SearchServerTest {
  private static final String TOKEN = "secret";
  private static final Picture PICTURE = Picture.ofRgb(2, 2, new byte[12]);
  private static final SearchHit PAGE =
      new SearchHit("Title", "http://a.org", "a passage", "2026-01-01", null);
  private static final SearchHit BARE = new SearchHit("Bare", "http://b.org", null, null, null);
  private static final SearchHit LOOKALIKE =
      new SearchHit("Alike", "http://c.org", null, null, PICTURE);
  private static final SearchServer SERVER =
      SearchServer.start(
          new Scripted(),
          new Scripted(),
          new SearchServer.Options("127.0.0.1", 0, new BearerToken(TOKEN)));
  private static final URI ADDRESS = URI.create("http://127.0.0.1:" + SERVER.port());
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  /// Answers as its query says.
  private static final class Scripted implements SearchEngine {
    @Override
    public String id() {
      return "scripted";
    }

    @Override
    public SearchResult search(SearchRequest request) {
      return switch (request) {
        case SearchRequest.Text(String query, int top) ->
            switch (query) {
              case "refused" -> new SearchResult.Refused("Error: not here.");
              case "failed" -> new SearchResult.Unavailable("the provider is down");
              case "missed" -> new SearchResult.ReplayMiss("k3y");
              case "none" -> new SearchResult.Found(List.of());
              default -> new SearchResult.Found(List.of(PAGE, BARE).subList(0, Math.min(top, 2)));
            };
        case SearchRequest.Image(var picture, int _) ->
            picture.equals(PICTURE)
                ? new SearchResult.Found(List.of(LOOKALIKE, BARE))
                : new SearchResult.Found(List.of());
      };
    }

    @Override
    public void close() {}
  }

  @AfterAll
  static void stop() {
    SERVER.close();
    CLIENT.close();
  }

  private static HttpResponse<String> send(String path, String type, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(ADDRESS.resolve(path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(String path, String body) throws Exception {
    HttpResponse<String> response =
        send(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body());
  }

  private static String encoded() {
    return Base64.getEncoder().encodeToString(PICTURE.toPng());
  }

  @Test
  void searchesByWords() throws Exception {
    JsonNode answer = json("/search", "{\"query\": \"x\"}");
    assertThat(answer.path("results"))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    """
                    [{"title": "Title", "link": "http://a.org", "date": "2026-01-01", "snippet": "a passage"},
                     {"title": "Bare", "link": "http://b.org", "date": null, "snippet": null}]
                    """));
    assertThat(answer.path("text").stringValue())
        .isEqualTo(
            """
            <tool_response>
            A Google search for 'x' found 2 results:

            ## Web Results
            1. [Title](http://a.org)
            Date published: 2026-01-01

            a passage

            2. [Bare](http://b.org)

            </tool_response>\
            """);
    assertThat(json("/search", "{\"query\": \"x\", \"top_k\": 1}").path("results")).hasSize(1);
  }

  @Test
  void searchesByPicture() throws Exception {
    JsonNode answer = json("/image_search", "{\"image\": \"%s\"}".formatted(encoded()));
    assertThat(answer.at("/results/0/title").stringValue()).isEqualTo("Alike");
    assertThat(answer.at("/results/0/thumbnail").stringValue()).isEqualTo(encoded());
    assertThat(answer.at("/results/1/thumbnail").isNull()).isTrue();
    assertThat(answer.path("text").stringValue()).contains("1. <image>\n[Alike] \n");
  }

  @Test
  void searchesByPictureOfAForm() throws Exception {
    String boundary = "b0undary";
    List<byte[]> parts = new ArrayList<>();
    parts.add(
        """
        --b0undary\r
        Content-Disposition: form-data; name="image"; filename="a.png"\r
        Content-Type: image/png\r
        \r
        """
            .getBytes(StandardCharsets.UTF_8));
    parts.add(PICTURE.toPng());
    parts.add("\r\n--b0undary--\r\n".getBytes(StandardCharsets.UTF_8));
    java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
    parts.forEach(body::writeBytes);
    HttpResponse<String> response =
        send("/image_search", "multipart/form-data; boundary=" + boundary, body.toByteArray());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).contains("Alike");
  }

  @Test
  void speaksTheRetrieverProtocol() throws Exception {
    JsonNode scored =
        json("/retrieve", "{\"queries\": [\"x\", \"none\"], \"topk\": 2, \"return_scores\": true}");
    assertThat(scored.path("result")).hasSize(2);
    assertThat(scored.at("/result/0/0/document/contents").stringValue())
        .isEqualTo("\"Title\"\na passage");
    assertThat(scored.at("/result/0/1/score").doubleValue()).isEqualTo(0.5);
    assertThat(scored.at("/result/1")).isEmpty();
    assertThat(json("/retrieve", "{\"queries\": [\"x\"]}").at("/result/0/0/url").stringValue())
        .isEqualTo("http://a.org");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/search|{\"query\": \"refused\"}|400|Error: not here.",
        "/search|{\"query\": \"failed\"}|503|the provider is down",
        "/search|{\"query\": \"missed\"}|404|k3y",
        "/search|{\"query\": \" \"}|400|query: must have 1 to 4000 characters",
        "/search|{\"query\": 7}|400|query: 7 is not allowed: it must be a string",
        "/search|{\"query\": \"x\", \"top_k\": 0}|400|top_k: 0 must be 1 to 50",
        "/search|{\"query\": \"x\", \"top_k\": 51}|400|top_k: 51 must be 1 to 50",
        "/search|[]|400|the body must be a JSON object",
        "/search|{|400|the body is not JSON",
        "/image_search|{}|400|image: is missing",
        "/image_search|{\"image\": \"?\"}|400|image: not base64",
        "/image_search|{\"image\": \"aGVsbG8=\"}|400|image",
        "/retrieve|{\"queries\": []}|400|queries: has 0, must have 1 to 512",
        "/retrieve|{\"queries\": [1]}|400|queries",
      })
  void whatIsWrongIsNamed(String path, String body, int status, String message) throws Exception {
    HttpResponse<String> response =
        send(path, "application/json", body.getBytes(StandardCharsets.UTF_8));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains(message);
  }

  @Test
  void wantsTheTokenAndRefusesOtherSites() throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(ADDRESS.resolve("/search"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"query\": \"x\"}"));
    assertThat(status(request.copy())).isEqualTo(401);
    assertThat(status(request.copy().header("Authorization", "Bearer wrong"))).isEqualTo(401);
    assertThat(
            status(
                request
                    .copy()
                    .header("Authorization", "Bearer " + TOKEN)
                    .header("Origin", "https://elsewhere.org")))
        .isEqualTo(403);
    assertThat(status(HttpRequest.newBuilder(ADDRESS.resolve("/healthz")))).isEqualTo(200);
    byte[] large = new byte[33 << 20];
    java.util.Arrays.fill(large, (byte) ' ');
    assertThat(send("/search", "application/json", large).statusCode()).isEqualTo(413);
  }

  private static int status(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void counts() throws Exception {
    json("/search", "{\"query\": \"x\"}");
    HttpRequest request =
        HttpRequest.newBuilder(ADDRESS.resolve("/metrics"))
            .header("Authorization", "Bearer " + TOKEN)
            .build();
    assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .containsPattern("deepeyes_search_seconds_count\\{status=\"ok\",tool=\"text\"} [1-9]");
  }

  @Test
  void theDescriptionNamesEveryRoute() {
    JsonNode document = JsonMapper.shared().readTree(OpenApi.json(SearchServer.class));
    List<String> described = new ArrayList<>();
    for (var path : document.path("paths").properties()) {
      path.getValue()
          .propertyNames()
          .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(SERVER.routes());
  }

  @Test
  void theClientSeesWhatTheEngineSaid() throws Exception {
    try (RemoteSearch remote = RemoteSearch.connect(ADDRESS, TOKEN)) {
      assertThat(remote.id()).isEqualTo("scripted, scripted");
      for (String query : List.of("x", "none", "refused", "missed")) {
        SearchRequest request = new SearchRequest.Text(query, 5);
        assertThat(remote.search(request)).isEqualTo(new Scripted().search(request));
      }
      assertThat(remote.search(new SearchRequest.Text("failed", 5)))
          .isInstanceOf(SearchResult.Unavailable.class);
      SearchRequest image = new SearchRequest.Image(PICTURE, 5);
      assertThat(remote.search(image)).isEqualTo(new Scripted().search(image));
    }
    try (RemoteSearch remote = RemoteSearch.connect(ADDRESS, "wrong")) {
      assertThat(remote.search(new SearchRequest.Text("x", 5)))
          .isInstanceOfSatisfying(
              SearchResult.Unavailable.class,
              result -> assertThat(result.reason()).contains("401"));
    }
    assertThatThrownBy(() -> RemoteSearch.connect(URI.create("http://127.0.0.1:1"), ""))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("no search server answers there");
  }

  @Test
  void toolsOfTheModelContextProtocolReturnPictures() {
    try (McpSyncClient client =
        McpClient.sync(
                HttpClientStreamableHttpTransport.builder(ADDRESS.toString())
                    .addHttpRequestCustomizer(
                        (request, _, _, _, _) -> request.header("Authorization", "Bearer " + TOKEN))
                    .build())
            .build()) {
      client.initialize();
      CallToolResult text = call(client, "search", Map.of("query", "x"));
      assertThat(((TextContent) text.content().getFirst()).text()).contains("<tool_response>");
      CallToolResult image = call(client, "image_search", Map.of("image", encoded()));
      assertThat(image.content())
          .filteredOn(ImageContent.class::isInstance)
          .singleElement()
          .satisfies(part -> assertThat(((ImageContent) part).data()).isEqualTo(encoded()));
      CallToolResult failed = call(client, "search", Map.of("query", "failed"));
      assertThat(failed.isError()).isTrue();
      CallToolResult bad = call(client, "image_search", Map.of("image", "aGVsbG8="));
      assertThat(bad.isError()).isTrue();
    }
  }

  private static CallToolResult call(McpSyncClient client, String tool, Map<String, Object> with) {
    return client.callTool(CallToolRequest.builder(tool).arguments(with).build());
  }
}
