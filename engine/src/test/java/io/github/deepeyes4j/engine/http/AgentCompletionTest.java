package io.github.deepeyes4j.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.Limits;
import io.github.deepeyes4j.core.agent.Protocol;
import io.github.deepeyes4j.core.agent.Rollout;
import io.github.deepeyes4j.core.agent.SearchClient;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.engine.http.Client.Answer;
import io.github.deepeyes4j.service.BearerToken;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// The whole loop behind one request.
class AgentCompletionTest {
  private static final String CODE = "<code>\n```python\n1\n```\n</code>";
  private static final String ANSWER = "<answer>one</answer>";
  private static final String ASK =
      "\"model\": \"scripted-agent\", \"messages\": [{\"role\": \"user\", \"content\": \"Q\"}]";

  private CellResult cell = new CellResult(ToolStatus.OK, "1", "", List.of(), 0);
  private final ScriptedModel model = new ScriptedModel();
  private final ChatServer server =
      ChatServer.start(
          new Served(model, Optional.of(agent()), Optional.empty(), Optional.empty()),
          new ChatServer.Options("127.0.0.1", 0, new BearerToken(""), 1, 4));
  private final Client client = new Client(server);

  private Served.Agent agent() {
    Protocol protocol = new Protocol("S", "{question}", false, false);
    return new Served.Agent(
        new Rollout(
            model, new ScriptedPython(() -> cell), SearchClient.off(), protocol, Limits.defaults()),
        trajectory -> "page of " + trajectory.question().text());
  }

  /// Turns in order, the last one again and again.
  private void says(String... turns) {
    AtomicInteger turn = new AtomicInteger();
    model.script =
        onText -> {
          String text = turns[Math.min(turn.getAndIncrement(), turns.length - 1)];
          return ScriptedModel.says(FinishReason.END_OF_TURN, text).play(onText);
        };
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Answer ask(String more) throws Exception {
    return client.chat("{%s%s}".formatted(ASK, more));
  }

  @Test
  void theReplyIsTheAnswer() throws Exception {
    says(CODE, ANSWER);
    JsonNode json = ask("").json();
    assertThat(json.at("/model").asString()).isEqualTo("scripted-agent");
    assertThat(json.at("/choices/0/message/content").asString()).isEqualTo("one");
    assertThat(json.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
    assertThat(json.at("/deepeyes_trace/stop").asString()).isEqualTo("answer");
    assertThat(json.at("/deepeyes_trace/turns")).hasSize(2);
    assertThat(json.at("/deepeyes_trace/turns/0/observation/text").asString()).contains("1");
    assertThat(json.at("/deepeyes_trace/turns/0/token_ids").toString()).isEqualTo("[0]");
    assertThat(json.at("/usage/prompt_tokens").asInt()).isEqualTo(14);
  }

  @Test
  void theTurnsAreStreamedAsReasoning() throws Exception {
    says(CODE, ANSWER);
    Answer answer = ask(", \"stream\": true, \"stream_options\": {\"include_usage\": true}");
    assertThat(answer.joined("/choices/0/delta/reasoning_content"))
        .isEqualTo(CODE + "\n\n" + ANSWER);
    assertThat(answer.deltas()).isEqualTo("one");
    List<JsonNode> events = answer.events();
    assertThat(events.get(events.size() - 2).at("/deepeyes_trace/turns")).hasSize(2);
    assertThat(events.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(2);
  }

  @Test
  void keepsThePageOfAnEpisodeWhenAsked() throws Exception {
    says(CODE, ANSWER);
    assertThat(ask("").json().has("deepeyes_trace_page")).isFalse();
    String path =
        ask(", \"deepeyes_trace_page\": true").json().at("/deepeyes_trace_page").asString();
    assertThat(client.get(path)).isEqualTo(new Answer(200, "page of Q"));
    client.get("/traces/other").assertRefused(404, "null", "not kept here any more");
  }

  @Test
  void theLastMessageIsTheQuestion() throws Exception {
    says(ANSWER);
    byte[] png = Picture.ofRgb(2, 1, new byte[6]).toPng();
    client.chat(
        """
        {"model": "scripted-agent", "messages": [
          {"role": "user", "content": "before"}, {"role": "assistant", "content": "A"},
          {"role": "user", "content": [{"type": "text", "text": "now"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,%s"}}]}]}
        """
            .formatted(Base64.getEncoder().encodeToString(png)));
    assertThat(model.conversations.element()).hasSize(2);
    assertThat(model.conversations.element().getLast().display()).isEqualTo("<image>now");
  }

  @Test
  void withoutAnAnswerThereIsNoContent() throws Exception {
    says("hm");
    JsonNode json = ask("").json();
    assertThat(json.at("/choices/0/message/content").isNull()).isTrue();
    assertThat(json.at("/deepeyes_trace/stop").asString()).isEqualTo("no_action");
    assertThat(ask(", \"stream\": true").deltas()).isEmpty();
  }

  @Test
  void aFailingToolIsNoAnswer() throws Exception {
    says(CODE);
    cell = CellResult.unavailable("no sandbox");
    ask("").assertRefused(503, "null", "code failed 3 times in a row");
    JsonNode last = ask(", \"stream\": true").events().getLast();
    assertThat(last.at("/error/message").asString()).contains("code failed 3 times in a row");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"stop\": \"x\" | stop | an agent's turns end where they must",
        "\"bad_words\": [\"x\"] | bad_words | an agent has its own",
        "\"logprobs\": true | logprobs | the trace of an agent tells them anyway",
        "\"return_token_ids\": true | return_token_ids | the trace of an agent tells them anyway",
        "\"messages\": [{\"role\": \"user\", \"content\": \" \"}] | messages[0].content | no text",
        "\"messages\": [{\"role\": \"system\", \"content\": \"x\"}] | messages[0].role | the user's"
      })
  void whatAnAgentDoesNotTakeIsNamed(String field, String param, String message) throws Exception {
    ask(", " + field).assertRefused(400, param, message);
  }

  @Test
  void aQuestionThatFillsTheContextIsRefused() throws Exception {
    model.script = ScriptedModel.says(FinishReason.CONTEXT_FULL);
    ask("").assertRefused(400, "messages", "the question fills the model's context");
  }

  @Test
  void isListedBesideTheModel() throws Exception {
    assertThat(client.get("/v1/models").json().at("/data/1/id").asString())
        .isEqualTo("scripted-agent");
    client
        .post("/v1/completions", "{\"model\": \"scripted-agent\", \"prompt\": \"p\"}")
        .assertRefused(404, "model", "'scripted-agent' is not served here; scripted is");
  }
}
