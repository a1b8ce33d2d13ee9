package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The nano model behind the command, in a process of its own, through the official client: it says
/// what it says in this process.
@Timeout(120)
class ServeTest {
  private static final Path NANO = Path.of("../models/nano");
  private static final String LISTENS = "deepeyes serve listens on ";
  private static final Path OWL = Path.of("../examples/owl.jpg");
  private static final String QUESTION = "What code is on the tag next to the cross?";
  private static final List<Message> CONVERSATION =
      Configs.load(NANO.resolve("agent.yaml"), Protocol.Modes.class)
          .agent()
          .open(new Question("q", QUESTION, List.of(PictureDecoder.decode(OWL))));

  /// The command, running.
  private record Serving(Process process, String url) implements AutoCloseable {
    /// The status with which the process ends when it is told to.
    int stop() throws InterruptedException {
      process.destroy();
      return process.waitFor();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static Serving start(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Ddeepeyes.home=..",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0"));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = output.readLine();
    assertThat(line).startsWith(LISTENS + "http://127.0.0.1:");
    return new Serving(process, line.substring(LISTENS.length()) + "/v1");
  }

  private static ChatRequest request(Sampling sampling) {
    return new ChatRequest(CONVERSATION, "", sampling.withStop(List.of("</code>"), List.of()));
  }

  @Test
  void saysWhatTheModelSaysInThisProcess() throws Exception {
    ChatRequest likeliest = request(Sampling.greedy(512));
    ChatRequest drawn = request(new Sampling(1, 0.9, 20, 5, 40, List.of(), List.of()));
    try (Serving server = start();
        ChatModel here =
            EngineChatModel.start("nano", LoadedModel.load(NANO, Placement.CPU_FP32), 1, 4096);
        ChatModel there = RemoteChatModel.connect(List.of(server.url), null)) {
      assertThat(there.id()).isEqualTo("nano");
      StringBuilder pieces = new StringBuilder();
      Generation served = there.generate(likeliest, pieces::append);
      assertThat(served.text())
          .isEqualTo(here.generate(likeliest).text())
          .isEqualTo(pieces.toString())
          .contains("image_1.crop(")
          .endsWith("</code>");
      assertThat(served.finish()).isEqualTo(FinishReason.STOP_STRING);
      Generation expected = here.generate(drawn);
      Generation told = there.generate(drawn);
      assertThat(told.text()).isEqualTo(expected.text());
      assertThat(told.tokens()).isEqualTo(expected.tokens());
      assertThat(told.logprobs()).containsExactly(expected.logprobs(), within(1e-5f));
      assertThat(told.promptTokens()).isEqualTo(expected.promptTokens());
      assertThat(told.policyVersion()).isZero();
    }
  }

  @Test
  void finishesItsTurnWhenToldToStop() throws Exception {
    try (Serving server = start();
        ChatModel there = RemoteChatModel.connect(List.of(server.url), null)) {
      Generation served =
          there.generate(request(Sampling.greedy(512)), _ -> server.process.destroy());
      assertThat(served.text()).endsWith("</code>");
      assertThat(server.process.waitFor()).isEqualTo(128 + 15);
    }
  }

  @Test
  void answersAsAnAgentWithTheToolsOfAsk() throws Exception {
    String owl = Base64.getEncoder().encodeToString(Files.readAllBytes(OWL));
    String body =
        """
        {"model": "nano-agent", "temperature": 0, "messages": [{"role": "user", "content": [
          {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,%s"}},
          {"type": "text", "text": "%s"}]}]}
        """
            .formatted(owl, QUESTION);
    try (Serving server = start("--agent");
        HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(server.url + "/chat/completions"))
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      String reply = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      JsonNode json = JsonMapper.shared().readTree(reply);
      JsonNode trace = json.at("/deepeyes_trace");
      assertThat(trace.at("/stop").asString()).as(reply).isEqualTo("answer");
      assertThat(trace.at("/turns/0/observation/images")).hasSize(1);
      assertThat(json.at("/choices/0/message/content").asString())
          .isEqualTo(trace.at("/answer").asString())
          .isNotBlank();
      assertThat(server.stop()).isEqualTo(128 + 15);
    }
  }
}
