package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.AdaptableModel;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenModel;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A model of ours in this process. Safe for concurrent use: conversations that run at the same
/// time share the engine's batches.
public final class EngineChatModel implements AdaptableModel {
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
  public Generation generate(TokenSequence prompt, Sampling sampling, Consumer<String> onText)
      throws InterruptedException {
    return generate(request(prompt, sampling, null, onText), engine::submit);
  }

  private Request request(
      TokenSequence prompt,
      Sampling sampling,
      @Nullable LoraAdapter adapter,
      Consumer<String> onText) {
    List<int[]> banned = Sequence.banned(sampling.badWords(), tokenizer);
    return new Request(prompt, sampling, banned, adapter, onText);
  }

  private static Generation generate(
      Request request, Function<Request, CompletableFuture<Sequence.Result>> submit)
      throws InterruptedException {
    long start = System.nanoTime();
    Sequence.Result result = await(submit.apply(request));
    return new Generation(
        "",
        result.text(),
        result.tokens(),
        result.logprobs(),
        result.finish(),
        request.prompt().length(),
        result.policyVersion(),
        (System.nanoTime() - start) / 1e9);
  }

  /// Replaces weights between two steps of generation, and waits until that is done.
  ///
  /// @param weights are copied, in the precision that the model computes in; of those that are
  ///   replaced by others the copies are freed
  /// @return the policy version that turns begun from now on tell
  /// @throws IllegalArgumentException when the model has no such weight or layer, or one of another
  ///   shape; nothing is changed then
  public long update(Weights weights, InFlight inFlight) throws InterruptedException {
    return await(engine.update(weights, inFlight));
  }

  /// What the prompts until now have cost.
  public PrefixReuse prefixReuse() {
    return engine.prefixReuse();
  }

  @Override
  public TokenModel adapted(String name, Path directory) {
    QwenVl model = loaded.model();
    return new Adapted(name, LoraAdapter.load(directory, model.parameters(), model.placement()));
  }

  /// This model with an adapter.
  private final class Adapted implements TokenModel {
    private final String name;
    private final LoraAdapter adapter;
    private boolean closed;

    Adapted(String name, LoraAdapter adapter) {
      this.name = name;
      this.adapter = adapter;
    }

    @Override
    public String id() {
      return name;
    }

    @Override
    public TokenSequence prompt(List<Message> messages, String prefill) {
      return EngineChatModel.this.prompt(messages, prefill);
    }

    @Override
    public TokenSequence prompt(String text) {
      return EngineChatModel.this.prompt(text);
    }

    @Override
    public TokenSequence prompt(int[] tokens) {
      return EngineChatModel.this.prompt(tokens);
    }

    @Override
    public Generation generate(TokenSequence prompt, Sampling sampling, Consumer<String> onText)
        throws InterruptedException {
      return EngineChatModel.generate(request(prompt, sampling, adapter, onText), this::submit);
    }

    private synchronized CompletableFuture<Sequence.Result> submit(Request request) {
      if (closed) {
        throw new BadInputException("model '%s' has been unloaded".formatted(name));
      }
      return engine.submit(request);
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        engine.drop(adapter);
      }
    }
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
