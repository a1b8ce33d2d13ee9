package io.github.deepeyes4j.app.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The official client against a server of the wire format's shape.
class RemoteChatModelTest {
  private static final String STOPPED =
      chunk("{\"content\": \"<think>t</think>\\n<code>x\"}", "null")
          + chunk("{}", "\"stop\"")
          + "data: [DONE]\n\n";
  private static final String CUT = chunk("{\"content\": \"<code>x\"}", "\"length\"");

  private volatile String reply = STOPPED;
  private volatile String owner = "us";
  private volatile JsonNode request = JsonMapper.shared().createObjectNode();
  private HttpServer server;
  private String url = "";

  private static String chunk(String delta, String finish) {
    return """
    data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", \
    "choices": [{"index": 0, "delta": %s, "finish_reason": %s}]}

    """
        .formatted(delta, finish);
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/models",
        exchange ->
            send(
                exchange,
                200,
                "application/json",
                """
                {"object": "list", "data": [
                  {"id": "m", "object": "model", "created": 1, "owned_by": "%s"}]}
                """
                    .formatted(owner)));
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          request = JsonMapper.shared().readTree(exchange.getRequestBody());
          String body = reply;
          send(exchange, body.isEmpty() ? 400 : 200, "text/event-stream", body);
        });
    server.start();
    url = "http://127.0.0.1:%d/v1".formatted(server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Generation generate() throws InterruptedException {
    Message user =
        Message.user(
            List.of(new Content.Image(Picture.ofRgb(2, 1, new byte[6])), new Content.Text("Q")));
    Sampling sampling = new Sampling(0.5, 0.9, 0, 7, 33, List.of("</code>"), List.of());
    try (RemoteChatModel model = RemoteChatModel.connect(List.of(url), null)) {
      assertThat(model.id()).isEqualTo("m");
      return model.generate(new ChatRequest(List.of(Message.system("S"), user), "", sampling));
    }
  }

  @Test
  void sendsConversationPicturesAndSampling() throws InterruptedException {
    generate();
    JsonNode sent = request;
    assertThat(sent.at("/model").asString()).isEqualTo("m");
    assertThat(sent.at("/temperature").asDouble()).isEqualTo(0.5);
    assertThat(sent.at("/top_p").asDouble()).isEqualTo(0.9);
    assertThat(sent.at("/seed").asInt()).isEqualTo(7);
    assertThat(sent.has("return_token_ids")).as("others refuse what they do not know").isFalse();
    assertThat(sent.at("/stop/0").asString()).isEqualTo("</code>");
    assertThat(sent.at("/messages/0/role").asString()).isEqualTo("system");
    assertThat(sent.at("/messages/1/content/0/image_url/url").asString())
        .startsWith("data:image/png;base64,");
    assertThat(sent.at("/messages/1/content/1/text").asString()).isEqualTo("Q");
  }

  @Test
  void putsBackTheStopStringThatTheServerCutOff() throws InterruptedException {
    Generation generation = generate();
    assertThat(generation.text()).isEqualTo("<think>t</think>\n<code>x</code>");
    assertThat(generation.finish()).isEqualTo(FinishReason.STOP_STRING);
  }

  @Test
  void leavesATurnOpenThatWasCutByLength() throws InterruptedException {
    reply = CUT + "data: [DONE]\n\n";
    assertThat(generate().text()).isEqualTo("<code>x");
    assertThat(generate().finish()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void aReplyThatBreaksOffIsNoTurn() {
    reply = chunk("{\"content\": \"<code>x\"}", "null");
    assertThatThrownBy(this::generate)
        .isInstanceOf(ModelUnavailableException.class)
        .hasMessageContaining("the reply broke off");
  }

  @Test
  void takesTokensFromServersThatTellThem() throws InterruptedException {
    owner = "vllm";
    reply =
        """
        data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", \
        "choices": [{"index": 0, "delta": {"content": "<code>x</code>"}, "finish_reason": "stop", \
        "token_ids": [4, 2], "policy_version": 6, "logprobs": {"content": [\
        {"token": "a", "logprob": -0.5, "bytes": null, "top_logprobs": []}, \
        {"token": "b", "logprob": -1.5, "bytes": null, "top_logprobs": []}]}}]}

        data: {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", \
        "choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11}}

        data: [DONE]

        """;
    Generation generation = generate();
    assertThat(generation.tokens()).containsExactly(4, 2);
    assertThat(generation.logprobs()).containsExactly(-0.5f, -1.5f);
    assertThat(generation.policyVersion()).isEqualTo(6);
    assertThat(generation.promptTokens()).isEqualTo(9);
    assertThat(generation.finish()).isEqualTo(FinishReason.STOP_STRING);
    assertThat(request.at("/return_token_ids").asBoolean()).isTrue();
    assertThat(request.at("/include_stop_str_in_output").asBoolean()).isTrue();
  }

  @Test
  void aRefusalIsNotTheModelsAnswer() {
    reply = "";
    assertThatThrownBy(this::generate).isInstanceOf(ModelUnavailableException.class);
  }

  @Test
  void namesTheModelsThatAreServed() {
    assertThatThrownBy(() -> RemoteChatModel.connect(List.of(url), "other"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has no model 'other'; it serves [m]");
  }
}
