package io.github.deepeyes4j.eval.run;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// Writes what a function of the request says, and counts how often it was asked.
final class AnswerModel implements ChatModel {
  final AtomicInteger asked = new AtomicInteger();
  private final Function<ChatRequest, String> turn;

  AnswerModel(Function<ChatRequest, String> turn) {
    this.turn = turn;
  }

  /// The first user message.
  static String question(ChatRequest request) {
    return request.messages().get(1).display();
  }

  @Override
  public String id() {
    return "answers";
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText) {
    asked.incrementAndGet();
    String text = turn.apply(request);
    return new Generation(
        "",
        text,
        new int[text.length()],
        new float[text.length()],
        FinishReason.END_OF_TURN,
        10,
        0,
        0);
  }

  @Override
  public void close() {}
}
