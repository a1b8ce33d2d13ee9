package io.github.deepeyes4j.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.MemoryStore;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The released clients' requests, field by field, and our own protocol, over a real socket.
class SandboxServerTest {
  private static final SandboxServer SERVER =
      SandboxServer.start(
          new Sessions(
              Kernels.open(PythonEnvironment.openDefault()),
              new MemoryStore(),
              Sessions.Settings.defaults()),
          new SandboxServer.Options("127.0.0.1", 0, Tenants.one(Tenant.alone(), ""), false));
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String PNG =
      Base64.getEncoder().encodeToString(Picture.ofRgb(8, 6, new byte[8 * 6 * 3]).toPng());

  private final String session = UUID.randomUUID().toString();

  @AfterAll
  static void stop() {
    SERVER.close();
    CLIENT.close();
  }

  private record Answer(int status, JsonNode body) {}

  private static Answer post(String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JsonMapper.shared().readTree(response.body()));
  }

  private Answer cell(String path, String code, double timeout) throws Exception {
    Map<String, Object> fields =
        new HashMap<>(Map.of("session_id", session, "code", code, "timeout", timeout));
    return post(path, JsonMapper.shared().writeValueAsString(fields));
  }

  private JsonNode v1(String code) throws Exception {
    Answer answer = cell("/jupyter_sandbox", code, 10);
    assertThat(answer.status).isEqualTo(200);
    assertThat(answer.body.path("status").asString("")).isEqualTo("success");
    return answer.body.path("output");
  }

  @Test
  void v1RunsTheInitCellOfTheReleasedClients() throws Exception {
    JsonNode init =
        v1(
            """
            from PIL import Image
            import base64
            from io import BytesIO

            _img_base64 = "%s"
            image_1 = Image.open(BytesIO(base64.b64decode(_img_base64)))
            """
                .formatted(PNG));
    assertThat(init.path("result").asString("")).isEqualTo("None");
    assertThat(init.path("stdout").asString("-")).isEmpty();
    assertThat(init.path("stderr").asString("-")).isEmpty();
    assertThat(init.path("images")).isEmpty();
    assertThat(init.path("debug_info").path("msg").asString("-")).isEmpty();
    JsonNode crop =
        v1("import matplotlib.pyplot as plt\nplt.imshow(image_1.crop((1, 1, 5, 5)))\nplt.show()");
    assertThat(crop.path("images")).hasSize(1);
    String image = crop.path("images").path(0).asString("");
    assertThat(Base64.getDecoder().decode(image)).startsWith(0x89, 'P', 'N', 'G');
    assertThat(v1("len(_img_base64)").path("result").asString(""))
        .isEqualTo(String.valueOf(PNG.length()));
  }

  @Test
  void v1EchoesTheLastExpression() throws Exception {
    JsonNode output = v1("print('hi')\n'a' + 'b'");
    assertThat(output.path("result").asString("")).isEqualTo("ab");
    assertThat(output.path("stdout").asString("")).isEqualTo("hi\nOut[1]: 'ab'\n");
  }

  @Test
  void v1ReportsErrorsAsTheOriginalDoes() throws Exception {
    JsonNode error = v1("x = 1\n1 / 0");
    assertThat(error.path("result").asString("")).isEqualTo("None");
    assertThat(error.path("stderr").asString(""))
        .contains("ZeroDivisionError: division by zero", "line 2")
        .doesNotContain("\u001b");
    assertThat(error.path("detail").path("status").asString("")).isEqualTo("python_error");
    JsonNode syntax = v1("def f(:");
    assertThat(syntax.path("result").isNull()).isTrue();
    assertThat(syntax.path("stderr").asString(""))
        .isEqualTo("SyntaxError - invalid syntax (<string>, line 1)");
    assertThat(syntax.has("debug_info")).isFalse();
    assertThat(v1("x").path("result").asString("")).isEqualTo("1");
  }

  @Test
  void v1TimesOutSoftly() throws Exception {
    Answer answer = cell("/jupyter_sandbox", "early = 1\nwhile True: pass", 0.3);
    JsonNode output = answer.body.path("output");
    assertThat(output.path("stderr").asString("").strip()).endsWith("TimeoutException: Timed out!");
    assertThat(output.path("detail").path("state").asString("")).isEqualTo("kept");
    assertThat(v1("early").path("result").asString("")).isEqualTo("1");
  }

  @Test
  void v1TimesOutHard() throws Exception {
    v1("kept = 1");
    String code =
        "while True:\n  try:\n    for i in range(10**9): x = i\n  except BaseException: pass";
    JsonNode output = cell("/jupyter_sandbox", code, 0.2).body.path("output");
    assertThat(output.path("result").isNull()).isTrue();
    assertThat(output.path("stderr").asString(""))
        .isEqualTo("TimeOutError: code execution timed out");
    assertThat(output.path("detail").path("state").asString("")).isEqualTo("rolled_back");
    assertThat(v1("kept").path("result").asString("")).isEqualTo("1");
  }

  @Test
  void blankCodeIsAnObject() throws Exception {
    JsonNode output = v1("  \n");
    assertThat(output.path("stderr").asString("")).isEqualTo("Error: No code provided");
  }

  @Test
  void clearedSessionsAreGone() throws Exception {
    v1("x = 1");
    Answer cleared = post("/clear_session", "{\"session_id\": \"%s\"}".formatted(session));
    assertThat(cleared.body.path("status").asString("")).isEqualTo("success");
    assertThat(v1("'x' in globals()").path("result").asString("")).isEqualTo("False");
  }

  @Test
  void v2HasItsFields() throws Exception {
    JsonNode output =
        cell(
                "/run_jupyter",
                "import sys\nsys.stderr.write('e')\nprint(1)\nImage.new('RGB', (2, 2))",
                10)
            .body
            .path("output");
    assertThat(output.path("stdout").asString("")).isEqualTo("1\n");
    assertThat(output.path("stderr").asString("")).isEqualTo("e");
    assertThat(output.path("images").path(0).asString("")).startsWith("data:image/png;base64,");
    assertThat(output.has("stdout_raw") && output.has("stderr_raw")).isTrue();
    assertThat(cell("/run_jupyter", "6 * 7", 10).body.path("output").path("stdout").asString(""))
        .isEqualTo("42");
  }

  @Test
  void runJupyterTellsItsTwoProtocolsApart() throws Exception {
    Answer cells = post("/run_jupyter", "{\"cells\": [\"x = 2\", \"x * 3\", \"1 / 0\", \"5\"]}");
    assertThat(cells.body.path("status").asString("")).isEqualTo("Failed");
    assertThat(cells.body.path("cells")).hasSize(3);
    assertThat(cells.body.path("cells").path(1).path("display").toString()).contains("6");
    assertThat(post("/run_jupyter", "{}").status).isEqualTo(400);
    assertThat(
            post("/run_jupyter", "{\"cells\": [], \"code\": \"1\"}")
                .body
                .path("error")
                .asString(""))
        .contains("'code'", "'cells'");
  }

  @Test
  void runCodeRunsPythonOnly() throws Exception {
    JsonNode done = post("/run_code", "{\"code\": \"print(3)\", \"language\": \"python\"}").body;
    assertThat(done.path("status").asString("")).isEqualTo("Success");
    assertThat(done.path("run_result").path("stdout").asString("")).isEqualTo("3\n");
    JsonNode other = post("/run_code", "{\"code\": \"\", \"language\": \"go\"}").body;
    assertThat(other.path("message").asString("")).contains("only python");
  }

  @Test
  void ourOwnSessions() throws Exception {
    Answer made =
        post("/v1/sessions", "{\"id\": \"%s\", \"images\": [\"%s\"]}".formatted(session, PNG));
    assertThat(made.status).isEqualTo(201);
    String cells = "/v1/sessions/" + session + "/cells";
    JsonNode first = post(cells, "{\"code\": \"n = 1\\nimage_1.size\", \"cell\": 1}").body;
    assertThat(first.path("result").asString("")).isEqualTo("(8, 6)");
    assertThat(first.path("status").asString("")).isEqualTo("ok");
    JsonNode again = post(cells, "{\"code\": \"n += 1\", \"cell\": 1}").body;
    assertThat(again.path("result")).isEqualTo(first.path("result"));
    assertThat(again.path("run_s")).isEqualTo(first.path("run_s"));
    assertThat(post(cells, "{\"code\": \"n += 1\", \"cell\": 5}").status).isEqualTo(409);
    Answer branch =
        post("/v1/sessions/" + session + "/fork", "{\"id\": \"%s-b\"}".formatted(session));
    assertThat(branch.status).isEqualTo(201);
    JsonNode there =
        post("/v1/sessions/" + session + "-b/cells", "{\"code\": \"n, image_1.size\"}").body;
    assertThat(there.path("result").asString("")).isEqualTo("(1, (8, 6))");
    String itself = "{\"id\": \"%s\"}".formatted(session);
    assertThat(post("/v1/sessions/" + session + "/fork", itself).status).isEqualTo(400);
    assertThat(post("/v1/sessions/nobody/restore", "{}").status).isEqualTo(404);
  }

  @Test
  void picturesAreSentOnceAndFetched() throws Exception {
    byte[] png = Base64.getDecoder().decode(PNG);
    HttpRequest upload =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + "/v1/pictures"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(png))
            .build();
    JsonNode described =
        JsonMapper.shared()
            .readTree(CLIENT.send(upload, HttpResponse.BodyHandlers.ofByteArray()).body());
    assertThat(described.path("width").asInt(0)).isEqualTo(8);
    String digest = described.path("digest").asString("");
    String begin = "{\"id\": \"%s\", \"images\": [{\"digest\": \"%s\"}]}";
    assertThat(post("/v1/sessions", begin.formatted(session, digest)).status).isEqualTo(201);
    assertThat(post("/v1/sessions", begin.formatted("x", "0")).status).isEqualTo(404);
    String cells = "/v1/sessions/" + session + "/cells";
    String code = "{\"code\": \"image_1.crop((0, 0, 2, 2))\", \"inline\": false, \"cell\": 1}";
    JsonNode image = post(cells, code).body.path("images").path(0);
    assertThat(image.has("png")).isFalse();
    byte[] fetched = get("/v1/pictures/" + image.path("digest").asString(""));
    assertThat(PictureDecoder.decode(fetched, "fetched"))
        .isEqualTo(Picture.ofRgb(2, 2, new byte[12]));
    String again = "{\"code\": \"\", \"cell\": 1}";
    assertThat(post(cells, again).body.path("images").path(0).path("png").asString(""))
        .isEqualTo(Base64.getEncoder().encodeToString(fetched));
    JsonNode journal = JsonMapper.shared().readTree(get("/v1/sessions/" + session + "/journal"));
    assertThat(journal.path("cells").path(0).path("pictures").path(0))
        .isEqualTo(image.path("digest"));
  }

  private static byte[] get(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path)).build();
    HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"code\": 1} | code: 1 is not allowed: it must be a string",
        "{\"code\": \"1\", \"timeout\": -1} | timeout: -1 is not allowed: it must be a number of"
            + " seconds above 0, at most 3600",
        "{\"code\": \"1\", \"timeout\": 1e9} | timeout: 1.0E9 is not allowed: it must be a number of"
            + " seconds above 0, at most 3600",
        "{\"code\": \"1\", \"session_id\": \"\"} | session_id: must have 1 to 256 characters, has 0",
        "[1] | the body must be a JSON object"
      })
  void badRequestsAreNamed(String body, String message) throws Exception {
    Answer answer = post("/jupyter_sandbox", body);
    assertThat(answer.status).isEqualTo(400);
    assertThat(answer.body.path("error").asString("")).isEqualTo(message);
    assertThat(answer.body.path("output").isObject()).isTrue();
  }

  @Test
  void largeBodiesAreRefused() throws Exception {
    String code = "x = '" + "a".repeat(60_000_000) + "'\nlen(x)";
    assertThat(v1(code).path("result").asString("")).isEqualTo("60000000");
    assertThat(post("/jupyter_sandbox", " ".repeat((64 << 20) + 1)).status).isEqualTo(413);
  }

  @Test
  void webPagesOfOthersAreRefused() throws Exception {
    for (String origin : List.of("https://evil.example", "http://localhost.evil.example", "null")) {
      assertThat(withOrigin(origin)).as(origin).isEqualTo(403);
    }
    for (String origin : List.of("http://localhost:8000", "http://127.0.0.1", "http://[::1]:80")) {
      assertThat(withOrigin(origin)).as(origin).isEqualTo(200);
    }
  }

  private static int withOrigin(String origin) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + "/jupyter_sandbox"))
            .header("Origin", origin)
            .POST(HttpRequest.BodyPublishers.ofString("{\"code\": \"1\"}"))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void whatFusionCannotDoIsSaid() throws Exception {
    String body = "{\"code\": \"1\", \"files\": %s, \"stdin\": %s}";
    assertThat(post("/run_code", body.formatted("{}", "null")).status).isEqualTo(200);
    Answer refused = post("/run_code", body.formatted("{\"a\": \"eA==\"}", "null"));
    assertThat(refused.body.path("error").asString("")).isEqualTo("files: not supported here");
  }

  @Test
  void malformedJsonAndBase64AreNamed() throws Exception {
    assertThat(post("/jupyter_sandbox", "{").body.path("error").asString(""))
        .startsWith("the body is not JSON");
    assertThat(post("/v1/sessions", "{\"images\": [\"###\"]}").body.path("error").asString(""))
        .startsWith("images: not base64");
  }

  @Test
  void tellsHowItIs() throws Exception {
    v1("1");
    get("/healthz");
    get("/readyz");
    assertThat(new String(get("/metrics"), StandardCharsets.UTF_8))
        .contains("deepeyes_sandbox_sessions");
  }
}
