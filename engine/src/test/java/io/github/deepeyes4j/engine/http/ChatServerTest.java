package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.engine.http.Client.Answer;
import io.github.deepeyes4j.service.BearerToken;
import io.github.deepeyes4j.service.OpenApi;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What is read and what is answered, over a real socket.
class ChatServerTest {
  private static final String TALK = "\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]";

  private final ScriptedModel model = new ScriptedModel();
  private final ChatServer server =
      ChatServer.start(
          Served.of(model), new ChatServer.Options("127.0.0.1", 0, new BearerToken(""), 1, 4));

  private final Client client = new Client(server);

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer talk(String more) throws Exception {
    return client.chat("{%s%s}".formatted(TALK, more));
  }

  @Test
  void answersWhole() throws Exception {
    JsonNode json = talk("").json();
    assertThat(json.at("/object").asString()).isEqualTo("chat.completion");
    assertThat(json.at("/model").asString()).isEqualTo("scripted");
    assertThat(json.at("/choices/0/message/content").asString()).isEqualTo("Hello there");
    assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(json.at("/choices/0").has("token_ids")).isFalse();
    assertThat(json.has("prompt_token_ids")).isFalse();
    assertThat(json.at("/choices/0/logprobs").isNull()).isTrue();
    assertThat(json.at("/usage").toString())
        .isEqualTo("{\"prompt_tokens\":7,\"completion_tokens\":2,\"total_tokens\":9}");
  }

  @Test
  void tellsTokensWhenAsked() throws Exception {
    String ask = ", \"return_token_ids\": true, \"logprobs\": true, \"stream\": ";
    JsonNode closing = talk(ask + true).events().getLast();
    JsonNode whole = talk(ask + false).json();
    JsonNode opening = talk(ask + true).events().getFirst();
    for (JsonNode message : List.of(whole, opening)) {
      assertThat(message.at("/prompt_token_ids").toString()).isEqualTo("[9,8,8,8,8,8,8]");
      assertThat(message.at("/image_spans").toString()).isEqualTo("[]");
    }
    for (JsonNode choice : List.of(whole.at("/choices/0"), closing.at("/choices/0"))) {
      assertThat(choice.at("/token_ids").toString()).isEqualTo("[0,1]");
      assertThat(choice.at("/policy_version").asInt()).isEqualTo(3);
      assertThat(choice.at("/logprobs/content/1/token").asString()).isEqualTo("token_id:1");
      assertThat(choice.at("/logprobs/content/1/logprob").asDouble()).isEqualTo(-0.5);
    }
  }

  @Test
  void streamsChunksAndCounts() throws Exception {
    List<JsonNode> events =
        talk(", \"stream\": true, \"stream_options\": {\"include_usage\": true}").events();
    assertThat(events).hasSize(5);
    assertThat(events.getFirst().at("/object").asString()).isEqualTo("chat.completion.chunk");
    assertThat(events.getFirst().at("/choices/0/delta/role").asString()).isEqualTo("assistant");
    assertThat(events.get(1).at("/choices/0/delta/content").asString()).isEqualTo("Hello");
    assertThat(events.get(3).at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(events.get(4).at("/choices")).isEmpty();
    assertThat(events.get(4).at("/usage/total_tokens").asInt()).isEqualTo(9);
  }

  /// The stop string arrives in pieces, and what only looks like its beginning is not lost.
  @ParameterizedTest
  @CsvSource({"false,'a </b> x'", "true,'a </b> x</code>'"})
  void cutsTheStopStringOff(boolean kept, String expected) throws Exception {
    model.script =
        ScriptedModel.says(FinishReason.STOP_STRING, "a <", "/b>", " x<", "/co", "de", ">");
    String ask =
        ", \"stop\": [\"</code>\", \"o\"], \"include_stop_str_in_output\": %s, \"stream\": "
            .formatted(kept);
    assertThat(talk(ask + false).json().at("/choices/0/message/content").asString())
        .isEqualTo(expected);
    assertThat(talk(ask + true).deltas()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a </co", "", "</code"})
  void keepsWhatOnlyLooksLikeAStopString(String text) throws Exception {
    model.script = ScriptedModel.says(FinishReason.LENGTH, text);
    Answer streamed = talk(", \"stop\": \"</code>\", \"stream\": true");
    assertThat(streamed.deltas()).isEqualTo(text);
    assertThat(streamed.events().getLast().at("/choices/0/finish_reason").asString())
        .isEqualTo("length");
  }

  @Test
  void readsTheConversation() throws Exception {
    Picture picture = Picture.ofRgb(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(picture.toPng());
    client.chat(
        """
        {"model": "scripted", "stop": null, "messages": [
          {"role": "developer", "content": "S"},
          {"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "%s"}}, {"type": "text", "text": "Q"}]},
          {"role": "assistant", "content": "A"}]}
        """
            .formatted(url));
    assertThat(model.conversations.element())
        .containsExactly(
            Message.system("S"),
            new Message(Role.USER, List.of(Content.image(picture), Content.text("Q")), null),
            Message.assistant("A"));
  }

  @Test
  void tellsWhereThePicturesAre() throws Exception {
    byte[] png = Picture.ofRgb(2, 1, new byte[6]).toPng();
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    JsonNode json =
        client
            .chat(
                """
                {"return_token_ids": true, "messages": [{"role": "user", "content": [
                  {"type": "image_url", "image_url": {"url": "%s"}},
                  {"type": "image_url", "image_url": {"url": "%s"}}]}]}
                """
                    .formatted(url, url))
            .json();
    assertThat(json.at("/prompt_token_ids").toString())
        .isEqualTo("[9,5,5,5,5,5,5,5,5,8,8,8,8,8,8]");
    assertThat(json.at("/image_spans").toString())
        .isEqualTo(
            "[{\"start\":1,\"tokens\":4,\"grid_thw\":[1,4,4]},"
                + "{\"start\":5,\"tokens\":4,\"grid_thw\":[1,4,4]}]");
  }

  @Test
  void readsTheSampling() throws Exception {
    talk(
        ", \"temperature\": 0.5, \"top_p\": 0.9, \"top_k\": 5, \"seed\": -3, \"max_tokens\": 9,"
            + " \"stop\": \"x\"");
    talk(
        ", \"max_tokens\": 9, \"max_completion_tokens\": 8, \"top_k\": -1, \"stop\": [\"a\"],"
            + " \"bad_words\": [\"b\"]");
    List<Sampling> asked = List.copyOf(model.samplings);
    assertThat(asked.getFirst())
        .isEqualTo(new Sampling(0.5, 0.9, 5, -3, 9, List.of("x"), List.of()));
    assertThat(asked.getLast().withSeed(0))
        .isEqualTo(new Sampling(1, 1, 0, 0, 8, List.of("a"), List.of("b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n\": 2 | n | n: 2 is not allowed: it must be 1 here",
        "\"temperature\": -1 | temperature | temperature: -1 is not allowed: it must be a number"
            + " from 0",
        "\"temperature\": 1e999 | temperature | it must be a number from 0",
        "\"top_p\": 0 | top_p | top_p: 0 is not allowed: it must be above 0, at most 1",
        "\"top_k\": -2 | top_k | or 0 or -1 for all tokens",
        "\"seed\": 1.5 | seed | seed: 1.5 is not allowed: it must be a whole number of 64 bits",
        "\"max_tokens\": 0 | max_tokens | max_tokens: 0 is not allowed",
        "\"stop\": [\"\"] | stop | a string or a list of at most 16, none empty",
        "\"stop\": 5 | stop | a string or a list of at most 16, none empty",
        "\"stream\": 1 | stream | stream: 1 is not allowed: it must be true or false",
        "\"stream_options\": 1 | stream_options | it must be an object",
        "\"top_logprobs\": 3 | top_logprobs | top_logprobs: 3 is not allowed: it must be 0 here",
        "\"tools\": [{}] | tools | tools: not supported here",
        "\"response_format\": {\"type\": \"json_object\"} | response_format | it must be of type"
            + " text here"
      })
  void wrongFieldsAreNamed(String field, String param, String message) throws Exception {
    talk(", " + field).assertRefused(400, param, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | messages | messages: there must be at least one message",
        "{} | messages | messages: {} is not allowed: it must be a list",
        "[1] | messages[0].role | it must be system, developer, user or assistant",
        "[{\"role\": \"tool\", \"content\": \"x\"}] | messages[0].role | \"tool\" is not allowed",
        "[{\"role\": \"user\"}] | messages[0].content | it must be a string or a list of parts",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"audio\"}]}] | messages[0].content[0].type"
            + " | it must be text or image_url",
        "[{\"role\": \"user\", \"content\": [{\"type\": \"text\"}]}] | messages[0].content[0].text"
            + " | it must be a string"
      })
  void wrongMessagesAreNamed(String messages, String param, String message) throws Exception {
    client.chat("{\"messages\": %s}".formatted(messages)).assertRefused(400, param, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "user | https://example.org/a.png | pictures are not fetched here",
        "user | file:///etc/passwd | pictures are not fetched here",
        "user | data:image/png,x | must be in base64",
        "user | data:image/png;base64,### | not base64",
        "user | data:image/png;base64,AAAA | not a picture",
        "user | data:image/png;base64, | an empty file, not a picture",
      })
  void wrongPicturesAreNamed(String role, String url, String message) throws Exception {
    Answer answer = picture(role, url);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").asString())
        .startsWith("messages[0].content[0].image_url: ")
        .contains(message);
  }

  private Answer picture(String role, String url) throws Exception {
    return client.chat(
        """
        {"messages": [
          {"role": "%s", "content": [{"type": "image_url", "image_url": {"url": "%s"}}]}]}
        """
            .formatted(role, url));
  }

  @Test
  void onlyTheUserShowsPictures() throws Exception {
    byte[] png = Picture.ofRgb(1, 1, new byte[3]).toPng();
    String url = "data:image/png;base64," + Base64.getEncoder().encodeToString(png);
    assertThat(picture("user", url).status()).isEqualTo(200);

    picture("assistant", url)
        .assertRefused(400, "messages[0].content", "only messages of the user");
  }

  @Test
  void otherFaultsHaveTheSameForm() throws Exception {
    client.chat("{").assertRefused(400, "null", "the body is not JSON");
    client.chat("{}").assertRefused(400, "messages", "there must be at least one message");
    talk(", \"model\": \"gpt\"").assertRefused(404, "model", "'gpt' is not served here");
    assertThat(talk(", \"model\": \"gpt\"").json().at("/error/code").asString())
        .isEqualTo("model_not_found");
    client.get("/v1/nothing").assertRefused(404, "null", "/v1/nothing");
    client.chat(" ".repeat((64 << 20) + 1)).assertRefused(413, "null", "");
    assertThat(model.samplings).isEmpty();
  }

  @Test
  void aConversationThatFillsTheContextIsRefused() throws Exception {
    model.script = ScriptedModel.says(FinishReason.CONTEXT_FULL);
    for (String stream : List.of("false", "true")) {
      Answer answer = talk(", \"stream\": " + stream);
      answer.assertRefused(400, "messages", "7 tokens fill the model's context");
      assertThat(answer.json().at("/error/code").asString()).isEqualTo("context_length_exceeded");
    }
  }

  @Test
  void aFailingModelIsSaid() throws Exception {
    model.script =
        _ -> {
          throw new IllegalStateException("broken");
        };
    assertThat(talk("").status()).isEqualTo(500);
    Answer early = talk(", \"stream\": true");
    assertThat(early.status()).isEqualTo(500);
    assertThat(early.json().at("/error/type").asString()).isEqualTo("server_error");
    model.script =
        _ -> {
          throw new OutOfMemoryError("full");
        };
    assertThat(talk(", \"stream\": true").json().at("/error/message").asString()).contains("full");
    model.script =
        onText -> {
          onText.accept("a");
          throw new IllegalStateException("broken");
        };
    assertThat(talk(", \"stream\": true").events().getLast().at("/error/message").asString())
        .contains("broken");
  }

  @Test
  void listsItsModel() throws Exception {
    JsonNode models = client.get("/v1/models").json();
    assertThat(models.at("/object").asString()).isEqualTo("list");
    assertThat(models.at("/data")).hasSize(1);
    assertThat(models.at("/data/0/id").asString()).isEqualTo("scripted");
  }

  @Test
  void isDescribed() throws Exception {
    assertThat(client.get("/openapi.json").json())
        .isEqualTo(JsonMapper.shared().readTree(OpenApi.json(ChatServer.class)));
    List<String> described = new ArrayList<>();
    for (var path : client.get("/openapi.json").json().path("paths").properties()) {
      path.getValue()
          .propertyNames()
          .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
    }
    assertThat(described).containsExactlyInAnyOrderElementsOf(server.routes());
  }
}
