package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.agent.RolloutListener;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Role;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.HttpResponseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A whole episode behind the form of one turn: the last message is the question, the content of
/// the reply is the answer. A stream tells the turns as `reasoning_content` while they are written.
final class AgentCompletion implements Completion<Trajectory> {
  private static final String PAGE = "deepeyes_trace_page";

  private final Served.Agent agent;
  private final Optional<TracePages> pages;
  private final Question question;
  private final CompletionRequest request;
  private final CompletionJson json;

  private AgentCompletion(
      Served.Agent agent,
      Optional<TracePages> pages,
      Question question,
      CompletionRequest request,
      CompletionJson json) {
    this.agent = agent;
    this.pages = pages;
    this.question = question;
    this.request = request;
    this.json = json;
  }

  /// Reads a request.
  ///
  /// @param name under which the agent is served
  /// @param pages keep the page of the episode when the request asks for it
  static AgentCompletion of(
      String name, Served.Agent agent, TracePages pages, JsonBody body, List<Message> messages) {
    CompletionRequest request = CompletionRequest.chat(body);
    refuse(!request.sampling().stop().isEmpty(), "stop", "an agent's turns end where they must");
    refuse(!request.sampling().badWords().isEmpty(), "bad_words", "an agent has its own");
    refuse(request.tokenIds(), "return_token_ids", "the trace of an agent tells them anyway");
    refuse(request.logprobs(), "logprobs", "the trace of an agent tells them anyway");
    CompletionJson json = CompletionJson.of(Form.CHAT, name);
    return new AgentCompletion(
        agent,
        body.flag(PAGE, false) ? Optional.of(pages) : Optional.empty(),
        question(json.id(), messages),
        request,
        json);
  }

  private static void refuse(boolean asked, String field, String reason) {
    if (asked) {
      throw Fault.refused(field, reason);
    }
  }

  private static Question question(String id, List<Message> messages) {
    Message last = messages.getLast();
    String place = "%s[%d]".formatted(ChatMessages.FIELD, messages.size() - 1);
    if (last.role() != Role.USER) {
      throw Fault.refused(place + ".role", "the last message must be the user's: the question");
    }
    String text =
        last.content().stream()
            .filter(Content.Text.class::isInstance)
            .map(part -> ((Content.Text) part).text())
            .collect(Collectors.joining("\n"));
    if (text.isBlank()) {
      throw Fault.refused(place + ".content", "the question has no text");
    }
    return new Question(id, text, last.pictures());
  }

  @Override
  public boolean stream() {
    return request.stream();
  }

  @Override
  public Trajectory run(Consumer<String> onText) throws InterruptedException {
    Trajectory trajectory = agent.rollout().run(question, request.sampling(), listener(onText));
    if (trajectory.stop() == StopReason.CONTEXT_FULL && trajectory.turns().isEmpty()) {
      throw Fault.contextExceeded(ChatMessages.FIELD, "the question fills the model's context");
    }
    return switch (trajectory.stop()) {
      case ANSWER, NO_ACTION, MAX_TURNS, LENGTH, CONTEXT_FULL -> trajectory;
      case INFRASTRUCTURE ->
          throw new HttpResponseException(
              503,
              "the question could not be worked on to the end: "
                  + trajectory.failure().orElse("a tool failed"),
              Map.of(Fault.CODE, "tool_unavailable"));
      case CANCELLED -> throw new InterruptedException("the episode was cancelled");
    };
  }

  private static RolloutListener listener(Consumer<String> onText) {
    return new RolloutListener() {
      @Override
      public void onText(String piece) {
        onText.accept(piece);
      }

      // Turns are parted by an empty line.
      @Override
      public void onObservation(Observation observation, double seconds) {
        onText.accept("\n\n");
      }
    };
  }

  @Override
  public Map<String, Object> whole(Trajectory trajectory) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("role", "assistant");
    message.put("content", trajectory.answer().orElse(null));
    Map<String, @Nullable Object> choice = choice(trajectory);
    choice.put("message", message);
    return traced(json.whole(choice, usage(trajectory)), trajectory);
  }

  @Override
  public Map<String, Object> opening() {
    return json.delta(Map.of("role", "assistant", "content", ""));
  }

  @Override
  public List<Map<String, Object>> chunks(String piece) {
    return List.of(json.delta(Map.of("reasoning_content", piece)));
  }

  @Override
  public List<Map<String, Object>> closing(Trajectory trajectory) {
    List<Map<String, Object>> chunks = new ArrayList<>();
    Optional<String> answer = trajectory.answer();
    answer.ifPresent(text -> chunks.add(json.delta(Map.of("content", text))));
    Map<String, @Nullable Object> choice = choice(trajectory);
    choice.put("delta", Map.of());
    chunks.add(traced(json.chunk(choice), trajectory));
    if (request.streamUsage()) {
      chunks.add(json.counts(usage(trajectory)));
    }
    return chunks;
  }

  private Map<String, Object> traced(Map<String, Object> answer, Trajectory trajectory) {
    answer.put("deepeyes_trace", TrajectoryJson.of(trajectory));
    pages.ifPresent(kept -> answer.put(PAGE, kept.keep(agent.page().apply(trajectory))));
    return answer;
  }

  private static Map<String, @Nullable Object> choice(Trajectory trajectory) {
    Map<String, @Nullable Object> choice =
        CompletionJson.choice(
            switch (trajectory.stop()) {
              case ANSWER, NO_ACTION, INFRASTRUCTURE, CANCELLED -> "stop";
              case MAX_TURNS, LENGTH, CONTEXT_FULL -> "length";
            });
    choice.put("logprobs", null);
    return choice;
  }

  /// Of all turns together; a turn reads all that came before it.
  @Override
  public Usage usage(Trajectory trajectory) {
    int prompt =
        trajectory.turns().stream().mapToInt(turn -> turn.generation().promptTokens()).sum();
    return new Usage(prompt, trajectory.generatedTokens());
  }
}
