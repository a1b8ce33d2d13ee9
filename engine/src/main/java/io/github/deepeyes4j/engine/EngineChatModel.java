package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.ChatModel;
import io.github.deepeyes4j.core.chat.ChatRequest;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// A model of ours in this process. Safe for concurrent use: conversations that run at the same
/// time share the engine's batches.
public final class EngineChatModel implements ChatModel {
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
  public Generation generate(ChatRequest request, Consumer<String> onText)
      throws InterruptedException {
    long start = System.nanoTime();
    TokenSequence prompt = encoder.encodePrompt(request.messages(), request.prefill());
    if (!request.prefill().isEmpty()) {
      onText.accept(request.prefill());
    }
    CompletableFuture<Sequence.Result> future =
        engine.submit(
            new Request(
                prompt,
                request.sampling(),
                Sequence.banned(request.sampling().badWords(), tokenizer),
                onText));
    Sequence.Result result = await(future);
    return new Generation(
        request.prefill(),
        result.text(),
        result.tokens(),
        result.logprobs(),
        result.finish(),
        prompt.length(),
        (System.nanoTime() - start) / 1e9);
  }

  private static Sequence.Result await(CompletableFuture<Sequence.Result> future)
      throws InterruptedException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(false);
      throw e;
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "generation failed: " + e.getCause().getMessage(), e.getCause());
    }
  }

  @Override
  public void close() {
    engine.close();
    loaded.close();
  }
}
