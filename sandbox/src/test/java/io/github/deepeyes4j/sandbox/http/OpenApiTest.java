package io.github.deepeyes4j.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.MemoryStore;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import io.github.deepeyes4j.service.OpenApi;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Holds the API's description and the server together.
class OpenApiTest {
  private static final SandboxServer SERVER =
      SandboxServer.start(
          new Sessions(
              Kernels.open(PythonEnvironment.openDefault()),
              new MemoryStore(),
              Sessions.Settings.defaults()),
          new SandboxServer.Options("127.0.0.1", 0, Tenants.one(Tenant.alone(), ""), false));
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonNode DOCUMENT =
      JsonMapper.shared().readTree(OpenApi.json(SandboxServer.class));
  private static final byte[] NO_BODY = {};
  private static final String DIGEST =
      DOCUMENT.at("/paths/~1v1~1pictures~1{digest}/parameters/0/example").stringValue();
  private static final String BODY = "/requestBody/content/application~1json";
  private static final String BASE = "https://example.org/openapi";
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder -> builder.schemas(Map.of(BASE, closed(DOCUMENT).toString())));

  @AfterAll
  static void stop() {
    SERVER.close();
    CLIENT.close();
  }

  /// A method of a path, and where the document describes it.
  private record Operation(String method, String path, String pointer) {
    JsonNode node() {
      return DOCUMENT.at(pointer);
    }

    boolean takesBody() {
      return node().has("requestBody");
    }
  }

  private static List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (var path : DOCUMENT.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        if (!method.getKey().equals("parameters")) {
          String pointer = "/paths/%s/%s".formatted(escaped(path.getKey()), method.getKey());
          operations.add(
              new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey(), pointer));
        }
      }
    }
    return operations;
  }

  /// A key as a step of a JSON pointer.
  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  @Test
  void describesEveryRouteAndNoOther() {
    assertThat(operations().stream().map(o -> o.method + " " + o.path))
        .containsExactlyInAnyOrderElementsOf(SERVER.routes());
  }

  @Test
  void isServed() throws Exception {
    assertThat(JsonMapper.shared().readTree(send("GET", "/openapi.json", NO_BODY).body()))
        .isEqualTo(DOCUMENT);
  }

  /// In the document's order: they tell a session's story.
  @Test
  void examplesAreAnsweredAsDescribed() throws Exception {
    for (Operation operation : operations()) {
      for (byte[] body : bodies(operation)) {
        check(operation, "demo", body, true);
      }
    }
  }

  private static List<byte[]> bodies(Operation operation) {
    if (!operation.takesBody()) {
      return List.of(NO_BODY);
    }
    if (operation.path.equals("/v1/pictures")) {
      JsonNode image =
          DOCUMENT.at("/paths/~1v1~1sessions/post" + BODY + "/examples/named/value/images/0");
      return List.of(Base64.getDecoder().decode(image.stringValue()));
    }
    List<byte[]> bodies = new ArrayList<>();
    for (JsonNode example : operation.node().at(BODY + "/examples")) {
      JsonNode body = example.path("value");
      validate(operation.pointer + BODY + "/schema", body);
      bodies.add(bytes(body.toString()));
    }
    assertThat(bodies).as(operation.pointer).isNotEmpty();
    return bodies;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void errorsAreAnsweredAsDescribed() throws Exception {
    for (Operation operation : operations()) {
      if (operation.takesBody()) {
        check(operation, "demo", bytes("[]"), false);
      }
      switch (operation.node().path("operationId").stringValue()) {
        case "createSession" ->
            check(operation, "", bytes("{\"images\": [{\"digest\": \"none\"}]}"), false);
        case "runCell" -> check(operation, "fresh", bytes("{\"cell\": 7}"), false);
        case "forkSession", "restoreSession" -> check(operation, "nobody", bytes("{}"), false);
        default -> {}
      }
    }
  }

  /// Sends a request and checks the answer's status, its media type and its body.
  private static void check(Operation operation, String session, byte[] body, boolean succeeds)
      throws Exception {
    String path = operation.path.replace("{id}", session).replace("{digest}", DIGEST);
    HttpResponse<String> response = send(operation.method, path, body);
    String status = String.valueOf(response.statusCode());
    assertThat(status)
        .as("%s %s: %s", operation.method, path, response.body())
        .startsWith(succeeds ? "2" : "4");
    boolean named = operation.node().path("responses").has(status);
    assertThat(named || !succeeds).as("%s describes %s", operation.pointer, status).isTrue();
    String pointer = operation.pointer + "/responses/" + (named ? status : "default");
    if (DOCUMENT.at(pointer).has("$ref")) {
      pointer = DOCUMENT.at(pointer).path("$ref").stringValue().substring(1);
    }
    JsonNode content = DOCUMENT.at(pointer).path("content");
    if (content.isMissingNode()) {
      assertThat(response.body()).isEmpty();
      return;
    }
    String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
    assertThat(content.propertyNames()).as(operation.pointer).contains(type);
    if (type.equals("application/json")) {
      validate(
          "%s/content/%s/schema".formatted(pointer, escaped(type)),
          JsonMapper.shared().readTree(response.body()));
    }
  }

  private static void validate(String pointer, JsonNode value) {
    Schema schema = SCHEMAS.getSchema(SchemaLocation.of(BASE + "#" + pointer));
    assertThat(schema.validate(value)).as("%s: %s", pointer, value).isEmpty();
  }

  private static HttpResponse<String> send(String method, String path, byte[] body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /// The document with no room for fields that it does not name. Schemas that others take up by
  /// `allOf` are closed where they are used.
  private static JsonNode closed(JsonNode document) {
    JsonNode copy = document.deepCopy();
    copy.path("paths").forEach(OpenApiTest::close);
    copy.path("components").path("responses").forEach(OpenApiTest::close);
    copy.path("components").path("schemas").forEach(OpenApiTest::closeInside);
    return copy;
  }

  private static void close(JsonNode node) {
    closeInside(node);
    if (node instanceof ObjectNode object && (node.has("properties") || node.has("$ref"))) {
      object.put("unevaluatedProperties", false);
    }
  }

  private static void closeInside(JsonNode node) {
    for (var field : node.properties()) {
      if (!field.getKey().equals("allOf")) {
        close(field.getValue());
      }
    }
    if (node.isArray()) {
      node.forEach(OpenApiTest::close);
    }
  }
}
