package io.github.deepeyes4j.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.MemoryStore;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.McpHttpClientTransportAuthorizationException;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The sandbox's tools, called by the Model Context Protocol's own client over a real socket.
class McpTest {
  private static final String TOKEN = "secret";
  private static final Sessions SESSIONS =
      new Sessions(
          Kernels.open(PythonEnvironment.openDefault()),
          new MemoryStore(),
          Sessions.Settings.defaults());
  private static final SandboxServer SERVER =
      SandboxServer.start(
          SESSIONS,
          new SandboxServer.Options("127.0.0.1", 0, Tenants.one(Tenant.alone(), TOKEN), false));
  private static final String ADDRESS = "http://127.0.0.1:" + SERVER.port();

  private final McpSyncClient client = client(TOKEN);

  @BeforeEach
  void connect() {
    client.initialize();
  }

  @AfterEach
  void disconnect() {
    client.closeGracefully();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static McpSyncClient client(String token) {
    return McpClient.sync(
            HttpClientStreamableHttpTransport.builder(ADDRESS)
                .addHttpRequestCustomizer(
                    (request, _, _, _, _) -> request.header("Authorization", "Bearer " + token))
                .build())
        .requestTimeout(Duration.ofSeconds(60))
        .build();
  }

  private static CallToolResult python(McpSyncClient client, Map<String, Object> arguments) {
    return client.callTool(CallToolRequest.builder("run_python").arguments(arguments).build());
  }

  private CallToolResult python(String code) {
    return python(client, Map.of("code", code));
  }

  private static String text(CallToolResult result) {
    return ((TextContent) result.content().getFirst()).text();
  }

  private static JsonNode structured(CallToolResult result) {
    return JsonMapper.shared().valueToTree(result.structuredContent());
  }

  @Test
  void offersItsTools() {
    assertThat(client.listTools().tools())
        .extracting(Tool::name)
        .containsExactlyInAnyOrder("run_python", "reset_python");
  }

  @Test
  void variablesStayBetweenCalls() {
    CallToolResult first = python("x = 20\nprint('set')");
    assertThat(first.isError()).isFalse();
    assertThat(text(first))
        .isEqualTo("Code execution result:\nstdout:\n```\nset\n```\n\nstderr:\n```\n\n```");
    CallToolResult second = python("x + 1");
    assertThat(text(second)).contains("stdout:\n```\n21\n```");
    assertThat(structured(second).path("status").asString("")).isEqualTo("ok");
    assertThat(structured(second).path("cell").asInt(0)).isEqualTo(2);
    assertThat(structured(second).path("result").asString("")).isEqualTo("21");
  }

  @Test
  void picturesComeBackAsImages() {
    CallToolResult result = python("from PIL import Image\nImage.new('RGB', (3, 2), 'red')");
    assertThat(result.content()).hasSize(2);
    assertThat(text(result)).endsWith("\n\nImages:\n");
    ImageContent image = (ImageContent) result.content().getLast();
    assertThat(image.mimeType()).isEqualTo("image/png");
    assertThat(Base64.getDecoder().decode(image.data())).startsWith(0x89, 'P', 'N', 'G');
  }

  @ParameterizedTest
  @CsvSource({
    "1 / 0, python_error, ZeroDivisionError: division by zero",
    "def f(:, syntax_error, SyntaxError",
    "while True: pass, timeout, TimeoutException: Timed out!",
    "import os; os._exit(1), killed, the Python process ended"
  })
  void failuresAreErrors(String code, String status, String message) {
    CallToolResult result = python(client, Map.of("code", code, "timeout", 0.5));
    assertThat(result.isError()).isTrue();
    assertThat(text(result)).contains(message);
    assertThat(structured(result).path("status").asString("")).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | code",
        "{\"code\": 1} | code",
        "{\"code\": \"1\", \"timeout\": 0} | timeout",
        "{\"code\": \"1\", \"timeout\": 3601} | timeout",
        "{\"code\": \"1\", \"cell\": 1} | cell"
      })
  void argumentsAreChecked(String arguments, String name) {
    @SuppressWarnings("unchecked")
    Map<String, Object> given = JsonMapper.shared().readValue(arguments, Map.class);
    CallToolResult result = python(client, given);
    assertThat(result.isError()).isTrue();
    assertThat(text(result)).contains(name);
  }

  @Test
  void clientsDoNotSeeEachOther() {
    python("x = 1");
    McpSyncClient other = client(TOKEN);
    other.initialize();
    CallToolResult result = python(other, Map.of("code", "'x' in globals()"));
    assertThat(structured(result).path("result").asString("")).isEqualTo("False");
    other.closeGracefully();
    assertThat(structured(python("x")).path("result").asString("")).isEqualTo("1");
  }

  @Test
  void resetEndsTheSession() {
    python("x = 1");
    CallToolResult reset = client.callTool(CallToolRequest.builder("reset_python").build());
    assertThat(reset.isError()).isFalse();
    assertThat(structured(python("'x' in globals()")).path("result").asString(""))
        .isEqualTo("False");
  }

  @Test
  void pythonEndsWithItsClient() {
    python("x = 1");
    assertThat(SESSIONS.live()).isEqualTo(1);
    client.closeGracefully();
    assertThat(SESSIONS.live()).isZero();
  }

  @Test
  void callsWithoutTheTokenAreRefused() {
    McpSyncClient stranger = client("guess");
    assertThatThrownBy(stranger::initialize)
        .hasRootCauseInstanceOf(McpHttpClientTransportAuthorizationException.class);
    stranger.close();
  }

  @ParameterizedTest
  @CsvSource({"http://example.org, 403", "http://localhost:6274, 200", ", 200"})
  void webPagesOfOthersAreRefused(@Nullable String origin, int status) throws Exception {
    assertThat(initialize(origin, "")).isEqualTo(status);
  }

  @Test
  void largeBodiesAreRefused() throws Exception {
    assertThat(initialize(null, " ".repeat(64 << 20))).isEqualTo(413);
  }

  private static int initialize(@Nullable String origin, String padding) throws Exception {
    String body =
        """
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
          "protocolVersion": "2025-06-18", "capabilities": {},
          "clientInfo": {"name": "test", "version": "1"}}}
        """;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(ADDRESS + "/mcp"))
            .POST(HttpRequest.BodyPublishers.ofString(body + padding))
            .expectContinue(true)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .header("Authorization", "Bearer " + TOKEN);
    if (origin != null) {
      request.header("Origin", origin);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
