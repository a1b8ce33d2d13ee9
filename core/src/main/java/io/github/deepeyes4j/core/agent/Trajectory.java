package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One episode from question to stop, complete enough to learn from, to show, and to judge.
///
/// @param prompt the messages that opened the conversation
/// @param model the model's name
/// @param protocolDigest names prompts and switches
/// @param failureMessage what failed, for people; null unless the stop is `infrastructure`
public record Trajectory(
    Question question,
    List<Message> prompt,
    List<Turn> turns,
    StopReason stop,
    String model,
    String protocolDigest,
    long seed,
    double seconds,
    @Nullable String failureMessage) {
  public Trajectory {
    prompt = List.copyOf(prompt);
    turns = List.copyOf(turns);
  }

  /// The final answer; empty unless the episode stopped with one.
  public Optional<String> answer() {
    if (turns.isEmpty() || !(turns.getLast().action() instanceof Action.Answer(String text))) {
      return Optional.empty();
    }
    return Optional.of(text);
  }

  /// What failed, for people.
  public Optional<String> failure() {
    return Optional.ofNullable(failureMessage);
  }

  /// The whole conversation.
  public List<Message> messages() {
    List<Message> messages = new ArrayList<>(prompt);
    for (Turn turn : turns) {
      messages.add(Message.assistant(turn.generation()));
      turn.observed().map(Observation::message).ifPresent(messages::add);
    }
    return messages;
  }

  /// Tokens that the model wrote.
  public int generatedTokens() {
    return turns.stream().mapToInt(turn -> turn.generation().tokens().length).sum();
  }

  /// Turns that called a tool, well-formed or not.
  public long toolCalls() {
    return turns.stream()
        .filter(turn ->
            switch (turn.action()) {
              case Action.Code _, Action.Search _, Action.ImageSearch _, Action.Invalid _ -> true;
              case Action.Answer _, Action.None _ -> false;
            })
        .count();
  }
}
