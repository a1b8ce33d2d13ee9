package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// A model of ours in this process. Safe for concurrent use: conversations that run at the same
/// time share the engine's batches.
public final class EngineChatModel implements TokenModel {
  private final String id;
  private final LoadedModel loaded;
  private final Tokenizer tokenizer;
  private final ChatEncoder encoder;
  private final Engine engine;

  private EngineChatModel(String id, LoadedModel loaded, int rows, int context) {
    this.id = id;
    this.loaded = loaded;
    this.tokenizer = loaded.tokenizer();
    this.encoder = new ChatEncoder(tokenizer, loaded.imageProcessor());
    this.engine =
        new Engine(
            loaded.model(),
            loaded.imageProcessor(),
            tokenizer,
            encoder.endOfTurn(),
            rows,
            Math.min(context, loaded.model().config().text().maxPositions()));
  }

  /// Starts an engine on a loaded model, which it then owns.
  ///
  /// @param rows conversations that run at once
  /// @param context tokens of one conversation at most
  public static EngineChatModel start(String id, LoadedModel loaded, int rows, int context) {
    return new EngineChatModel(id, loaded, rows, context);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public TokenSequence prompt(List<Message> messages, String prefill) {
    return encoder.encodePrompt(messages, prefill);
  }

  @Override
  public TokenSequence prompt(String text) {
    return prompt(tokenizer.encodeWithControlTokens(text));
  }

  @Override
  public TokenSequence prompt(int[] tokens) {
    return encoder.encodePrompt(tokens);
  }

  @Override
  public Generation generate(ChatRequest request, Consumer<String> onText)
      throws InterruptedException {
    TokenSequence prompt = prompt(request.messages(), request.prefill());
    if (!request.prefill().isEmpty()) {
      onText.accept(request.prefill());
    }
    return generate(prompt, request.sampling(), onText).after(request.prefill());
  }

  @Override
  public Generation generate(TokenSequence prompt, Sampling sampling, Consumer<String> onText)
      throws InterruptedException {
    long start = System.nanoTime();
    CompletableFuture<Sequence.Result> future =
        engine.submit(
            new Request(prompt, sampling, Sequence.banned(sampling.badWords(), tokenizer), onText));
    Sequence.Result result = await(future);
    return new Generation(
        "",
        result.text(),
        result.tokens(),
        result.logprobs(),
        result.finish(),
        prompt.length(),
        result.policyVersion(),
        (System.nanoTime() - start) / 1e9);
  }

  /// Replaces weights between two steps of generation, and waits until that is done.
  ///
  /// @param weights by the names of Hugging Face checkpoints, of the model's shapes; they are
  ///   copied. Those not named stay
  /// @return the policy version that turns begun from now on tell
  /// @throws IllegalArgumentException when the model has no such weight; nothing is changed then
  public long update(Weights weights, InFlight inFlight) throws InterruptedException {
    return await(engine.update(weights, inFlight));
  }

  /// What the prompts until now have cost.
  public PrefixReuse prefixReuse() {
    return engine.prefixReuse();
  }

  private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(false);
      throw e;
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case ModelUnavailableException cause ->
            new ModelUnavailableException(cause.getMessage(), e);
        case IllegalArgumentException cause -> new IllegalArgumentException(cause.getMessage(), e);
        case Throwable cause ->
            new IllegalStateException("the engine failed: " + cause.getMessage(), cause);
      };
    }
  }

  @Override
  public void close() {
    engine.close();
    loaded.close();
  }
}
