package io.github.deepeyes4j.core.chat;

import java.util.List;

/// One turn to generate.
///
/// @param prefill text with which the assistant's turn is already open; a model that cannot be
///   given one ignores it and says so by an empty [Generation#prefill()]
public record ChatRequest(List<Message> messages, String prefill, Sampling sampling) {
  public ChatRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("a conversation needs at least one message");
    }
  }
}
