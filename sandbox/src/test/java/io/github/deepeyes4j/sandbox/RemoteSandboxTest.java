package io.github.deepeyes4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner.CodeSession;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.http.SandboxServer;
import io.github.deepeyes4j.sandbox.http.Tenants;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import io.github.deepeyes4j.sandbox.session.MemoryStore;
import io.github.deepeyes4j.sandbox.session.RedisStore;
import io.github.deepeyes4j.sandbox.session.SessionStore;
import io.github.deepeyes4j.sandbox.session.Sessions;
import io.github.deepeyes4j.sandbox.session.Tenant;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The client against real servers.
class RemoteSandboxTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Picture PICTURE = Picture.ofRgb(4, 3, new byte[36]);

  private static SandboxServer server(SessionStore store, String token) {
    Kernels kernels = Kernels.open(PythonEnvironment.openDefault());
    Sessions sessions = new Sessions(kernels, store, Sessions.Settings.defaults());
    Tenants tenants = Tenants.one(Tenant.alone(), token);
    return SandboxServer.start(sessions, new SandboxServer.Options("127.0.0.1", 0, tenants, false));
  }

  private static URI address(SandboxServer server) {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  @Test
  void isLikeTheLocalOne() throws Exception {
    try (SandboxServer server = server(new MemoryStore(), "secret");
        RemoteSandbox sandbox = RemoteSandbox.of(List.of(address(server)), "secret");
        CodeSession session = sandbox.open(List.of(PICTURE))) {
      CellResult crop = session.run("x = 1\nimage_1.crop((1, 1, 3, 2))", LIMIT);
      assertThat(crop.images()).containsExactly(PICTURE.crop(1, 1, 3, 2));
      assertThat(session.run("print('a')\nx + 1", LIMIT).stdout()).isEqualTo("a\n2");
      CellResult error = session.run("1 / 0", LIMIT);
      assertThat(error.status()).isEqualTo(ToolStatus.PYTHON_ERROR);
      assertThat(error.stderr()).contains("ZeroDivisionError");
      assertThat(session.run("os._exit(1)", LIMIT).status()).isEqualTo(ToolStatus.KILLED);
      assertThat(session.run("x", LIMIT).stdout()).isEqualTo("1");
    }
  }

  @Test
  void wantsTheToken() throws Exception {
    try (SandboxServer server = server(new MemoryStore(), "secret");
        RemoteSandbox sandbox = RemoteSandbox.of(List.of(address(server)), "");
        CodeSession session = sandbox.open(List.of())) {
      CellResult refused = session.run("1", LIMIT);
      assertThat(refused.status()).isEqualTo(ToolStatus.UNAVAILABLE);
      assertThat(refused.stderr()).isEqualTo("a bearer token is needed");
    }
  }

  @Test
  void nobodyThereIsUnavailable() throws Exception {
    try (RemoteSandbox sandbox = RemoteSandbox.of(List.of(URI.create("http://127.0.0.1:1")), "");
        CodeSession session = sandbox.open(List.of())) {
      assertThat(session.run("1", LIMIT).status()).isEqualTo(ToolStatus.UNAVAILABLE);
    }
  }

  /// Their pictures are uploaded once.
  @Test
  void sessionsMoveWhenTheirServerDrains() throws Exception {
    try (RedisProcess redis = RedisProcess.start();
        SandboxServer first = server(RedisStore.open(redis.address()), "");
        SandboxServer second = server(RedisStore.open(redis.address()), "");
        RemoteSandbox sandbox = RemoteSandbox.of(List.of(address(first), address(second)), "")) {
      List<CodeSession> sessions = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        sessions.add(sandbox.open(List.of(PICTURE)));
        sessions.get(i).run("x = %d".formatted(i), LIMIT);
      }
      first.drain();
      for (int i = 0; i < 10; i++) {
        assertThat(sessions.get(i).run("x, image_1.size", LIMIT).stdout())
            .isEqualTo("(%d, (4, 3))", i);
        sessions.get(i).close();
      }
    }
  }
}
