package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.engine.http.ChatServer;
import io.github.deepeyes4j.engine.http.Served;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.service.BearerToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The nano model's server and OpenAI's Python client: `src/test/python/openai_client.py` says what
/// they have to say to each other.
@Timeout(120)
class OpenAiClientTest {
  private static final String KEY = "secret";

  @Test
  void understandEachOther() throws Exception {
    LoadedModel loaded = LoadedModel.load(Path.of("../models/nano"), Placement.CPU_FP32);
    try (EngineChatModel nano = EngineChatModel.start("nano", loaded, 2, 4096);
        ChatServer server =
            ChatServer.start(
                Served.of(nano),
                new ChatServer.Options("127.0.0.1", 0, new BearerToken(KEY), 2, 4))) {
      Process python =
          new ProcessBuilder(
                  "target/test-python/bin/python",
                  "src/test/python/openai_client.py",
                  "http://127.0.0.1:%d/v1".formatted(server.port()),
                  KEY)
              .redirectErrorStream(true)
              .start();
      String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor()).as(output).isZero();
      assertThat(output).isEmpty();
    }
  }
}
