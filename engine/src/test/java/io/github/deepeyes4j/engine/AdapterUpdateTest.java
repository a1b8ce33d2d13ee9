package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.engine.Sequence.Result;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.weights.GivenParameters;
import io.github.deepeyes4j.model.weights.RandomParameters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An adapter that the engine lays over its model for all requests, changed while turns are
/// written.
class AdapterUpdateTest {
  private static final ChatEncoder ENCODER = new ChatEncoder(TinyModel.TOKENIZER, TinyModel.VIEW);
  private static final TokenSequence PROMPT = TinyModel.prompt(ENCODER);

  private final QwenVl model = TinyModel.create();
  private final LoraAdapter words = RandomAdapter.of(model, "", 1, "q_proj", "v_proj", "lm_head");
  private final LoraAdapter sight =
      RandomAdapter.of(model, "", 2, "qkv", "mlp.2", "down_proj", "patch_embed.proj");
  private final Engine engine = engine(model);

  private static Engine engine(QwenVl model) {
    return new Engine(model, TinyModel.VIEW, TinyModel.TOKENIZER, ENCODER.endOfTurn(), 4, 300);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static CompletableFuture<Result> submit(
      Engine engine, @Nullable LoraAdapter adapter, int tokens, Consumer<String> onText) {
    List<int[]> banned = List.of(new int[] {ENCODER.endOfTurn()});
    return engine.submit(new Request(PROMPT, Sampling.greedy(tokens), banned, adapter, onText));
  }

  private Result ask(@Nullable LoraAdapter adapter) throws Exception {
    return submit(engine, adapter, 20, _ -> {}).get();
  }

  private long publish(LoraAdapter adapter) throws Exception {
    return engine.update(new Weights.Adapter(adapter), InFlight.WAIT).get();
  }

  /// What the model says when an adapter has been worked into its weights.
  private Result merged(LoraAdapter adapter) throws Exception {
    QwenVl merged =
        new QwenVl(
            model.config(),
            new GivenParameters(adapter.merge(model.parameters())),
            Placement.CPU_FP32);
    try (Engine alone = engine(merged)) {
      return submit(alone, null, 20, _ -> {}).get();
    }
  }

  private static void assertSame(Result result, Result expected) {
    assertThat(result.tokens()).isEqualTo(expected.tokens());
    for (int t = 0; t < expected.tokens().length; t++) {
      assertThat(result.logprobs()[t]).isCloseTo(expected.logprobs()[t], within(1e-4f));
    }
  }

  @Test
  void eachPublishedAdapterCountsAsIfItWereMergedIn() throws Exception {
    Result base = ask(null);
    assertThat(publish(words)).isEqualTo(1);
    Result first = ask(null);
    assertThat(first.policyVersion()).isEqualTo(1);
    assertThat(first.cachedTokens()).as("what rows remember is outdated").isZero();
    assertSame(first, merged(words));
    assertThat(first.tokens()).isNotEqualTo(base.tokens());
    // Sees the same picture differently.
    assertThat(publish(sight)).isEqualTo(2);
    Result second = ask(null);
    assertSame(second, merged(sight));
    assertThat(second.tokens()).isNotEqualTo(first.tokens());
    LoraAdapter otherSight = RandomAdapter.of(model, "", 3, "qkv", "mlp.2");
    publish(otherSight);
    assertSame(ask(null), merged(otherSight));
    publish(words);
    assertSame(ask(null), merged(words));
  }

  @Test
  void itIsACopy() throws Exception {
    publish(words);
    Result before = ask(null);
    words.parameters().values().forEach(Tensor::zero_);
    assertThat(ask(null).tokens()).isEqualTo(before.tokens());
    publish(words);
    assertThat(ask(null).tokens()).isNotEqualTo(before.tokens());
  }

  @Test
  void aRequestsOwnAdapterTakesItsPlace() throws Exception {
    publish(words);
    CompletableFuture<Result> named = submit(engine, sight, 20, _ -> {});
    CompletableFuture<Result> unnamed = submit(engine, null, 20, _ -> {});
    assertSame(named.get(), merged(sight));
    assertSame(unnamed.get(), merged(words));
  }

  @Test
  void keepGoesOnWithTheNewAdapter() throws Exception {
    publish(words);
    int[] old = submit(engine, null, 100, _ -> {}).get().tokens();
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    CompletableFuture<Result> turn =
        submit(
            engine,
            null,
            100,
            _ -> {
              runs.countDown();
              await(asked);
            });
    runs.await();
    CompletableFuture<Long> update = engine.update(new Weights.Adapter(sight), InFlight.KEEP);
    asked.countDown();
    assertThat(update.get()).isEqualTo(2);
    Result mixed = turn.get();
    assertThat(mixed.policyVersion()).isEqualTo(1);
    assertThat(mixed.tokens()).hasSize(100).isNotEqualTo(old).startsWith(old[0]);
    assertThat(ask(null).cachedTokens()).as("mixed rows are not reused").isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Its matrices, and what its tower saw.
  @Test
  void whatBelongsToAReplacedAdapterIsFreed() throws Exception {
    publish(sight);
    ask(null);
    long before = Pointer.totalCount();
    int publications = 50;
    for (int i = 0; i < publications; i++) {
      publish(sight);
      submit(engine, null, 1, _ -> {}).get();
    }
    assertThat(Pointer.totalCount() - before).isLessThan(publications / 2);
  }

  @Test
  void theModelComputesWithACopyInItsOwnPrecision() throws Exception {
    Placement narrow = new Placement("cpu", Precision.BF16);
    QwenVlConfig config = model.config();
    Map<String, Tensor> weights = new HashMap<>(model.parameters());
    weights.replaceAll((_, weight) -> narrow.place(weight));
    QwenVl rounded = new QwenVl(config, new GivenParameters(weights), narrow);
    try (Engine narrowEngine = engine(rounded)) {
      int[] base = submit(narrowEngine, null, 20, _ -> {}).get().tokens();
      narrowEngine.update(new Weights.Adapter(words), InFlight.WAIT).get();
      assertThat(submit(narrowEngine, null, 20, _ -> {}).get().tokens()).isNotEqualTo(base);
    }
  }

  @Test
  void anAdapterThatDoesNotFitChangesNothing() throws Exception {
    publish(words);
    Result before = ask(null);
    QwenVlConfig.Text text = model.config().text();
    QwenVlConfig wider =
        new QwenVlConfig(
            new QwenVlConfig.Text(
                text.vocabulary(), 32, 64, 3, 4, 2, 512, 1e-6, 1000, List.of(1, 1, 2)),
            model.config().vision(),
            model.config().imageToken(),
            false);
    QwenVl other = new QwenVl(wider, new RandomParameters(3, 3, false), Placement.CPU_FP32);
    assertThatThrownBy(() -> publish(RandomAdapter.of(other, "", 1, "1.mlp.down_proj")))
        .hasMessageContaining(
            "model.layers.1.mlp.down_proj.lora_A.weight has the shape [4, 64], not [4, 48]");
    assertThatThrownBy(() -> publish(RandomAdapter.of(other, "", 1, "2.mlp.up_proj")))
        .hasMessageContaining("there is no layer model.layers.2.mlp.up_proj");
    Result after = ask(null);
    assertThat(after.tokens()).isEqualTo(before.tokens());
    assertThat(after.policyVersion()).isEqualTo(1);
  }
}
