package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.tokenizer.StreamDecoder;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A turn being generated: what has been written so far, and whether it is finished. Confined to
/// the engine's thread, except for the future that its requester waits on.
final class Sequence implements Engine.Mail {
  /// What the requester receives.
  ///
  /// @param text generated text up to and including a stop string, without the end-of-turn mark
  /// @param policyVersion the weights that began the turn
  /// @param cachedTokens tokens of the prompt that needed no computing
  record Result(
      String text,
      int[] tokens,
      float[] logprobs,
      FinishReason finish,
      long policyVersion,
      int cachedTokens) {}

  private final Request request;
  private final Sampler sampler;
  private final StreamDecoder decoder;
  private final int vocabulary;
  private final int endOfTurn;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final StringBuilder text = new StringBuilder();
  private int[] tokens = new int[64];
  private float[] logprobs = new float[64];
  private int length;
  private long policyVersion;
  private int cachedTokens;
  private @Nullable FinishReason finish;

  Sequence(Request request, Tokenizer tokenizer, int endOfTurn) {
    this.request = request;
    this.sampler = new Sampler(request.sampling());
    this.decoder = tokenizer.streamDecoder();
    this.vocabulary = tokenizer.vocabularySize();
    this.endOfTurn = endOfTurn;
  }

  Request request() {
    return request;
  }

  CompletableFuture<Result> result() {
    return result;
  }

  boolean isFinished() {
    return finish != null || result.isDone();
  }

  int lastToken() {
    return tokens[length - 1];
  }

  int[] tokens() {
    return Arrays.copyOf(tokens, length);
  }

  /// Tells by which weights the turn is begun, and how much of its prompt was at hand.
  void begin(long version, int cached) {
    policyVersion = version;
    cachedTokens = cached;
  }

  /// Chooses the next token from scores, which it may overwrite with bans.
  void advance(float[] logits) {
    ban(logits);
    Sampler.Choice choice = sampler.choose(logits);
    append(choice);
    if (choice.token() == endOfTurn) {
      finish = FinishReason.END_OF_TURN;
      return;
    }
    emit(decoder.add(choice.token()));
    if (finish == null && length == request.sampling().maxTokens()) {
      finish = FinishReason.LENGTH;
    }
  }

  private void append(Sampler.Choice choice) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * length);
      logprobs = Arrays.copyOf(logprobs, 2 * length);
    }
    tokens[length] = choice.token();
    logprobs[length] = choice.logprob();
    length++;
  }

  /// Models may have scores for more ids than their tokenizer knows: they stand for nothing.
  private void ban(float[] logits) {
    Arrays.fill(logits, vocabulary, logits.length, Float.NEGATIVE_INFINITY);
    for (int[] word : request.bannedWords()) {
      int before = word.length - 1;
      if (before <= length && Arrays.equals(word, 0, before, tokens, length - before, length)) {
        logits[word[before]] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  private void emit(String piece) {
    int from = text.length();
    text.append(piece);
    int end = stopEnd(from);
    if (end >= 0) {
      text.setLength(end);
      finish = FinishReason.STOP_STRING;
    }
    if (text.length() > from) {
      request.onText().accept(text.substring(from));
    }
  }

  /// Where the first stop string ends that is completed by the characters from `from` on; -1 if
  /// none.
  private int stopEnd(int from) {
    int first = -1;
    for (String stop : request.sampling().stop()) {
      int at = text.indexOf(stop, Math.max(0, from - stop.length() + 1));
      if (at >= 0 && (first < 0 || at + stop.length() < first)) {
        first = at + stop.length();
      }
    }
    return first;
  }

  /// The context has no room for another token.
  void stopForContext() {
    finish = FinishReason.CONTEXT_FULL;
  }

  /// Hands the result to the requester.
  void complete() {
    FinishReason reason = finish;
    if (reason == null) {
      throw new IllegalStateException("the sequence is still running");
    }
    if (reason != FinishReason.STOP_STRING) {
      emit(decoder.finish());
    }
    result.complete(
        new Result(
            text.toString(),
            tokens(),
            Arrays.copyOf(logprobs, length),
            reason,
            policyVersion,
            cachedTokens));
  }

  /// Token sequences of words that must not be generated.
  static List<int[]> banned(List<String> words, Tokenizer tokenizer) {
    return words.stream()
        .map(tokenizer::encodeWithControlTokens)
        .filter(ids -> ids.length > 0)
        .toList();
  }
}
