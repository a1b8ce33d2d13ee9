package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.engine.http.Client.Answer;
import io.github.deepeyes4j.service.BearerToken;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// `/v1/completions`: a text goes on.
class TextCompletionTest {
  private final ScriptedModel model = new ScriptedModel();
  private final ChatServer server =
      ChatServer.start(
          Served.of(model), new ChatServer.Options("127.0.0.1", 0, new BearerToken(""), 1, 4));
  private final Client client = new Client(server);

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer complete(String fields) throws Exception {
    return client.post("/v1/completions", "{%s}".formatted(fields));
  }

  @Test
  void continuesAText() throws Exception {
    JsonNode json = complete("\"prompt\": \"ab\"").json();
    assertThat(json.at("/object").asString()).isEqualTo("text_completion");
    assertThat(json.at("/id").asString()).startsWith("cmpl-");
    assertThat(json.at("/choices/0/text").asString()).isEqualTo("Hello there");
    assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(json.at("/choices/0/logprobs").isNull()).isTrue();
    assertThat(json.at("/usage/total_tokens").asInt()).isEqualTo(9);
    assertThat(model.prompts.element().tokens()).containsExactly('a', 'b');
    assertThat(model.samplings.element().maxTokens()).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"ab\"", "[\"ab\"]", "[97, 98]", "[[97, 98]]"})
  void readsThePromptInEveryForm(String prompt) throws Exception {
    assertThat(complete("\"prompt\": " + prompt).status()).isEqualTo(200);
    assertThat(model.prompts.element().tokens()).containsExactly('a', 'b');
  }

  @Test
  void tellsTokensWhenAsked() throws Exception {
    String ask = "\"prompt\": [7], \"return_token_ids\": true, \"logprobs\": 0, \"stream\": ";
    List<JsonNode> events = complete(ask + true).events();
    JsonNode whole = complete(ask + false).json().at("/choices/0");
    for (JsonNode choice : List.of(whole, events.getLast().at("/choices/0"))) {
      assertThat(choice.at("/token_ids").toString()).isEqualTo("[0,1]");
      assertThat(choice.at("/policy_version").asInt()).isEqualTo(3);
      assertThat(choice.at("/logprobs/tokens").toString())
          .isEqualTo("[\"token_id:0\",\"token_id:1\"]");
      assertThat(choice.at("/logprobs/token_logprobs/1").asDouble()).isEqualTo(-0.5);
    }
    for (JsonNode choice : List.of(whole, events.getFirst().at("/choices/0"))) {
      assertThat(choice.at("/prompt_token_ids").toString()).isEqualTo("[7]");
    }
  }

  @Test
  void streamsWithoutTheStopString() throws Exception {
    model.script = ScriptedModel.says(FinishReason.STOP_STRING, "a <", "/b>", " x<", "/b>", "E");
    Answer answer =
        complete(
            "\"prompt\": \"p\", \"stop\": \"E\", \"stream\": true,"
                + " \"stream_options\": {\"include_usage\": true}");
    assertThat(answer.joined("/choices/0/text")).isEqualTo("a </b> x</b>");
    assertThat(answer.events().getLast().at("/usage/completion_tokens").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"x\": 1 | prompt | it must be one text or one list of token ids",
        "\"prompt\": [\"a\", \"b\"] | prompt | it must be one text or one list of token ids",
        "\"prompt\": [1.5] | prompt | it must be one text or one list of token ids",
        "\"prompt\": \"\" | prompt | prompt: the prompt is empty",
        "\"prompt\": \"a\", \"echo\": true | echo | echo: the prompt is not repeated here",
        "\"prompt\": \"a\", \"suffix\": \"b\" | suffix | suffix: not supported here",
        "\"prompt\": \"a\", \"best_of\": 2 | best_of | best_of: 2 is not allowed: it must be 1 here",
        "\"prompt\": \"a\", \"logprobs\": 3 | logprobs | logprobs: 3 is not allowed: it must be 0",
        "\"prompt\": \"a\", \"logprobs\": true | logprobs | a whole number of 64 bits"
      })
  void wrongFieldsAreNamed(String fields, String param, String message) throws Exception {
    complete(fields).assertRefused(400, param, message);
  }

  @Test
  void aPromptThatFillsTheContextIsRefused() throws Exception {
    model.script = ScriptedModel.says(FinishReason.CONTEXT_FULL);
    complete("\"prompt\": \"ab\"")
        .assertRefused(400, "prompt", "7 tokens fill the model's context");
  }
}
