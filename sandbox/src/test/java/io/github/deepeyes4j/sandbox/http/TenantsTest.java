package io.github.deepeyes4j.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.MemoryStore;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path directory;

  private Tenants load(String yaml) throws Exception {
    Path file = directory.resolve("tenants.yaml");
    Files.writeString(file, yaml);
    return Tenants.load(file, Tenant.alone());
  }

  @Test
  void eachSeesItsOwnSessions() throws Exception {
    Tenants tenants =
        load(
            """
            tenants:
              - {name: red, token-sha256: %s, sessions: 3}
              - {name: blue, token-sha256: %s, running: 1, keep: 60, snapshot-mb: 1}
            """
                .formatted(Digests.sha256("r"), Digests.sha256("b")));
    Sessions sessions =
        new Sessions(
            Kernels.open(PythonEnvironment.openDefault()),
            new MemoryStore(),
            Sessions.Settings.defaults());
    SandboxServer.Options options = new SandboxServer.Options("127.0.0.1", 0, tenants, true);
    try (SandboxServer server = SandboxServer.start(sessions, options);
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(run(client, server, "r", "x = 5")).contains("\"success\"");
      assertThat(run(client, server, "r", "x")).contains("Out[1]: 5");
      assertThat(run(client, server, "b", "x")).contains("NameError");
      assertThat(run(client, server, "", "x")).contains("a bearer token is needed");
      assertThat(run(client, server, "b", " "))
          .contains("\"output\":\"Error: No code provided\"", "\"execution_time\":0.0");
    }
  }

  private static String run(HttpClient client, SandboxServer server, String token, String code)
      throws Exception {
    URI address = URI.create("http://127.0.0.1:%d/jupyter_sandbox".formatted(server.port()));
    String body = "{\"session_id\": \"same\", \"code\": \"%s\"}".formatted(code);
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tenants: [] | no tenants",
        "tenants: [{name: a, token-sha256: 12}] | tenant a: token-sha256: 12 must be 64 hex",
        "tenants: [{name: 'a/b', token-sha256: HEX}] | tenant 'a/b': a name has letters",
        "tenants: [{name: a, token-sha256: HEX, running: 0}] | running: 0 must be at least 1",
        "tenants: [{name: a, token-sha256: HEX}, {name: b, token-sha256: HEX}] | the same token",
        "tenants: [{name: a, token: x}] | token"
      })
  void badFilesAreNamed(String yaml, String message) {
    assertThatThrownBy(() -> load(yaml.replace("HEX", Digests.sha256("t"))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
