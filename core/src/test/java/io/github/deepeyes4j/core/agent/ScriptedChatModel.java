package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Says what it is told to say, turn by turn, and remembers what it was asked.
class ScriptedChatModel implements ChatModel {
  private final ArrayDeque<Generation> script = new ArrayDeque<>();
  final List<ChatRequest> requests = new ArrayList<>();

  ScriptedChatModel(String... turns) {
    for (String turn : turns) {
      script.add(Generation.ofText(turn, FinishReason.END_OF_TURN, 0));
    }
  }

  ScriptedChatModel then(Generation generation) {
    script.add(generation);
    return this;
  }

  @Override
  public String id() {
    return "scripted";
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText) {
    requests.add(request);
    Generation next = script.remove();
    onText.accept(next.text());
    return next;
  }

  @Override
  public void close() {}
}
