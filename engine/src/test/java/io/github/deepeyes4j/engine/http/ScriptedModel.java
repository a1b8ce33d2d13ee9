package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Says what it is told to, and remembers what it was asked.
final class ScriptedModel implements ChatModel {
  interface Script {
    Generation play(Consumer<String> onText) throws InterruptedException;
  }

  final Queue<ChatRequest> requests = new ConcurrentLinkedQueue<>();
  volatile Script script = says(FinishReason.END_OF_TURN, "Hello", " there");

  /// A turn in pieces, each of one token: 0, 1, 2 …
  static Script says(FinishReason finish, String... pieces) {
    return onText -> {
      List.of(pieces).forEach(onText);
      return generation(finish, pieces);
    };
  }

  /// The same, but not before it may.
  static Script waits(CountDownLatch running, CountDownLatch may, Script then) {
    return onText -> {
      running.countDown();
      may.await();
      return then.play(onText);
    };
  }

  private static Generation generation(FinishReason finish, String... pieces) {
    int[] tokens = new int[pieces.length];
    float[] logprobs = new float[pieces.length];
    for (int i = 0; i < pieces.length; i++) {
      tokens[i] = i;
      logprobs[i] = -i / 2f;
    }
    return new Generation("", String.join("", pieces), tokens, logprobs, finish, 7, 0.1);
  }

  @Override
  public String id() {
    return "scripted";
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText)
      throws InterruptedException {
    requests.add(request);
    return script.play(onText);
  }

  @Override
  public void close() {}
}
