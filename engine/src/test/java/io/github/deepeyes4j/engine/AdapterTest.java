package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.engine.Sequence.Result;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.GivenParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Requests of several adapters and of none beside each other.
class AdapterTest {
  private static final ChatEncoder ENCODER = new ChatEncoder(TinyModel.TOKENIZER, TinyModel.VIEW);
  private static final TokenSequence PROMPT = TinyModel.prompt(ENCODER);

  private final QwenVl model = TinyModel.create();
  private final LoraAdapter words = RandomAdapter.of(model, "", 1, "q_proj", "v_proj", "lm_head");
  private final LoraAdapter sight =
      RandomAdapter.of(model, "", 2, "qkv", "mlp.2", "down_proj", "patch_embed.proj");
  private final Engine engine = engine(model, 5);

  private static Engine engine(QwenVl model, int rows) {
    return new Engine(model, TinyModel.VIEW, TinyModel.TOKENIZER, ENCODER.endOfTurn(), rows, 300);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static Request request(
      @Nullable LoraAdapter adapter, int tokens, Consumer<String> onText) {
    return new Request(
        PROMPT, Sampling.greedy(tokens), List.of(new int[] {ENCODER.endOfTurn()}), adapter, onText);
  }

  private Result ask(@Nullable LoraAdapter adapter) throws Exception {
    return engine.submit(request(adapter, 20, _ -> {})).get();
  }

  /// What a model says into whose weights the adapter has been worked.
  private Result merged(@Nullable LoraAdapter adapter) throws Exception {
    QwenVl merged =
        adapter == null
            ? model
            : new QwenVl(
                model.config(),
                new GivenParameters(adapter.merge(model.parameters())),
                Placement.CPU_FP32);
    try (Engine alone = engine(merged, 1)) {
      return alone.submit(request(null, 20, _ -> {})).get();
    }
  }

  @Test
  void eachRowOfABatchIsAsIfItsAdapterWereMergedIn() throws Exception {
    List<@Nullable LoraAdapter> asked = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      asked.addAll(Arrays.asList(words, null, sight));
    }
    List<CompletableFuture<Result>> turns =
        asked.stream().map(adapter -> engine.submit(request(adapter, 20, _ -> {}))).toList();
    List<Result> results = new ArrayList<>();
    for (CompletableFuture<Result> turn : turns) {
      results.add(turn.get());
    }
    for (int i = 0; i < 3; i++) {
      Result expected = merged(asked.get(i));
      for (int turn = i; turn < results.size(); turn += 3) {
        assertThat(results.get(turn).tokens()).as("turn %d", turn).isEqualTo(expected.tokens());
        for (int t = 0; t < expected.tokens().length; t++) {
          assertThat(results.get(turn).logprobs()[t])
              .isCloseTo(expected.logprobs()[t], within(1e-4f));
        }
      }
    }
    assertThat(results.get(0).tokens()).isNotEqualTo(results.get(1).tokens());
    assertThat(results.get(2).tokens()).isNotEqualTo(results.get(1).tokens());
  }

  @Test
  void whatOneAdapterHasReadServesNoOther() throws Exception {
    assertThat(ask(words).cachedTokens()).isZero();
    assertThat(ask(null).cachedTokens()).isZero();
    assertThat(ask(sight).cachedTokens()).isZero();
    assertThat(ask(words).cachedTokens()).isEqualTo(PROMPT.length() - 1);
    assertThat(ask(null).cachedTokens()).isEqualTo(PROMPT.length() - 1);
  }

  @Test
  void anAdapterIsFreedWhenItsLastTurnIsWritten() throws Exception {
    int[] whole = engine.submit(request(words, 100, _ -> {})).get().tokens();
    Tensor matrix = words.parameters().values().iterator().next();
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch dropped = new CountDownLatch(1);
    CompletableFuture<Result> turn =
        engine.submit(
            request(
                words,
                100,
                _ -> {
                  runs.countDown();
                  await(dropped);
                }));
    runs.await();
    engine.drop(words);
    dropped.countDown();
    assertThat(turn.get().tokens()).isEqualTo(whole);
    int[] base = merged(null).tokens();
    assertThat(ask(null).tokens()).isEqualTo(base);
    assertThat(ask(null).tokens()).isEqualTo(base);
    assertThat(matrix.isNull()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
