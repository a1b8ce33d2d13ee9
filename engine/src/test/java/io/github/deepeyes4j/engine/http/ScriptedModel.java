package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Says what it is told to, and remembers what it was asked.
final class ScriptedModel implements TokenModel {
  interface Script {
    Generation play(Consumer<String> onText) throws InterruptedException;
  }

  /// The token of a picture; a picture is four of them.
  static final int IMAGE = 5;

  final Queue<List<Message>> conversations = new ConcurrentLinkedQueue<>();
  final Queue<TokenSequence> prompts = new ConcurrentLinkedQueue<>();
  final Queue<Sampling> samplings = new ConcurrentLinkedQueue<>();
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
    return new Generation("", String.join("", pieces), tokens, logprobs, finish, 7, 3, 0.1);
  }

  @Override
  public String id() {
    return "scripted";
  }

  /// A 9, the pictures, and six 8.
  @Override
  public TokenSequence prompt(List<Message> messages, String prefill) {
    conversations.add(messages);
    List<ImageSpan> images = new ArrayList<>();
    for (Picture picture : messages.stream().flatMap(each -> each.pictures().stream()).toList()) {
      images.add(new ImageSpan(1 + 4 * images.size(), new PatchGrid(4, 4, 2), picture));
    }
    int[] tokens = new int[7 + 4 * images.size()];
    Arrays.fill(tokens, 8);
    tokens[0] = 9;
    Arrays.fill(tokens, 1, 1 + 4 * images.size(), IMAGE);
    return sequence(tokens, images);
  }

  @Override
  public TokenSequence prompt(String text) {
    return prompt(text.chars().toArray());
  }

  @Override
  public TokenSequence prompt(int[] tokens) {
    if (tokens.length == 0) {
      throw new BadInputException("the prompt is empty");
    }
    return sequence(tokens, List.of());
  }

  private static TokenSequence sequence(int[] tokens, List<ImageSpan> images) {
    return new TokenSequence(tokens, new boolean[tokens.length], new float[tokens.length], images);
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText)
      throws InterruptedException {
    return generate(prompt(request.messages(), request.prefill()), request.sampling(), onText);
  }

  @Override
  public Generation generate(TokenSequence prompt, Sampling sampling, Consumer<String> onText)
      throws InterruptedException {
    prompts.add(prompt);
    samplings.add(sampling);
    return script.play(onText);
  }

  @Override
  public void close() {}
}
