package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.app.remote.RemoteChatModel;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.config.Configs;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.engine.EngineChatModel;
import io.github.deepeyes4j.engine.LoadedModel;
import io.github.deepeyes4j.model.tensor.Placement;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The nano model behind the command, in a process of its own, through the official client: it says
/// what it says in this process.
@Timeout(120)
class ServeTest {
  private static final Path NANO = Path.of("../models/nano");
  private static final String LISTENS = "deepeyes serve listens on ";
  private static final List<Message> CONVERSATION =
      Configs.load(NANO.resolve("agent.yaml"), Protocol.Modes.class)
          .agent()
          .open(
              new Question(
                  "q",
                  "What code is on the tag next to the cross?",
                  List.of(PictureDecoder.decode(Path.of("../examples/owl.jpg")))));

  private Process process;
  private String url;

  @BeforeEach
  void start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Ddeepeyes.home=..",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    assertThat(line).startsWith(LISTENS + "http://127.0.0.1:");
    url = line.substring(LISTENS.length()) + "/v1";
  }

  @AfterEach
  void stop() {
    process.destroyForcibly();
  }

  private static ChatRequest request(Sampling sampling) {
    return new ChatRequest(CONVERSATION, "", sampling.withStop(List.of("</code>"), List.of()));
  }

  @Test
  void saysWhatTheModelSaysInThisProcess() throws Exception {
    ChatRequest likeliest = request(Sampling.greedy(512));
    ChatRequest drawn = request(new Sampling(1, 0.9, 20, 5, 40, List.of(), List.of()));
    try (ChatModel here =
            EngineChatModel.start("nano", LoadedModel.load(NANO, Placement.CPU_FP32), 1, 4096);
        ChatModel there = RemoteChatModel.connect(url, null)) {
      assertThat(there.id()).isEqualTo("nano");
      StringBuilder pieces = new StringBuilder();
      Generation served = there.generate(likeliest, pieces::append);
      assertThat(served.text())
          .isEqualTo(here.generate(likeliest).text())
          .isEqualTo(pieces.toString())
          .contains("image_1.crop(")
          .endsWith("</code>");
      assertThat(served.finish()).isEqualTo(FinishReason.STOP_STRING);
      assertThat(there.generate(drawn).text()).isEqualTo(here.generate(drawn).text());
    }
  }

  @Test
  void finishesItsTurnWhenToldToStop() throws Exception {
    try (ChatModel there = RemoteChatModel.connect(url, null)) {
      Generation served = there.generate(request(Sampling.greedy(512)), _ -> process.destroy());
      assertThat(served.text()).endsWith("</code>");
    }
    assertThat(process.waitFor()).isEqualTo(128 + 15);
  }
}
