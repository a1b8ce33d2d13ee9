package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.ModelUnavailableException;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.engine.Sequence.Result;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Weights that change while turns are written. Negating the output matrix makes the likeliest
/// token the unlikeliest, so that nobody can miss the change.
class WeightUpdateTest {
  private static final ChatEncoder ENCODER = new ChatEncoder(TinyModel.TOKENIZER, TinyModel.VIEW);
  private static final TokenSequence PROMPT =
      ENCODER.encodePrompt(List.of(Message.user("What is it?")), "");
  private static final String OUTPUT = "lm_head.weight";

  private final QwenVl model = TinyModel.create();
  private final Engine engine =
      new Engine(model, TinyModel.VIEW, TinyModel.TOKENIZER, ENCODER.endOfTurn(), 4, 400);

  @AfterEach
  void close() {
    engine.close();
  }

  private Weights negated() {
    return only(OUTPUT, model.parameters().get(OUTPUT).mul(new Scalar(-1.0)));
  }

  private static Weights only(String name, Tensor weight) {
    return new Weights.Whole(Map.of(name, weight));
  }

  private CompletableFuture<Result> ask(int tokens, Consumer<String> onText) {
    return engine.submit(
        new Request(
            PROMPT, Sampling.greedy(tokens), List.of(new int[] {ENCODER.endOfTurn()}), onText));
  }

  /// A turn of which at least one token is written, and which then waits for the update.
  private CompletableFuture<Result> askAndWaitUntilItRuns() throws Exception {
    CountDownLatch runs = new CountDownLatch(1);
    CompletableFuture<Result> turn =
        ask(
            200,
            _ -> {
              runs.countDown();
              pause();
            });
    runs.await();
    return turn;
  }

  private static void pause() {
    try {
      Thread.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatIsAskedAfterwardsIsWrittenByTheNewWeights() throws Exception {
    Result before = ask(10, _ -> {}).get();
    assertThat(engine.update(negated(), InFlight.WAIT).get()).isEqualTo(1);
    Result after = ask(10, _ -> {}).get();
    assertThat(before.policyVersion()).isZero();
    assertThat(after.policyVersion()).isEqualTo(1);
    assertThat(after.cachedTokens()).as("what rows remember is outdated").isZero();
    assertThat(after.tokens()).isNotEqualTo(before.tokens());
    engine.update(only(OUTPUT, model.parameters().get(OUTPUT)), InFlight.WAIT).get();
    assertThat(ask(10, _ -> {}).get().tokens()).isEqualTo(before.tokens());
  }

  @Test
  void waitFinishesWhatRunsAndHoldsBackWhatIsNew() throws Exception {
    int[] old = ask(200, _ -> {}).get().tokens();
    CompletableFuture<Result> running = askAndWaitUntilItRuns();
    CompletableFuture<Long> update = engine.update(negated(), InFlight.WAIT);
    CompletableFuture<Result> next = ask(10, _ -> {});
    assertThat(running.get().tokens()).isEqualTo(old);
    assertThat(update.get()).isEqualTo(1);
    assertThat(next.get().policyVersion()).isEqualTo(1);
  }

  @Test
  void abortGivesUpWhatRuns() throws Exception {
    CompletableFuture<Result> running = askAndWaitUntilItRuns();
    assertThat(engine.update(negated(), InFlight.ABORT).get()).isEqualTo(1);
    assertThatThrownBy(running::get).hasCauseInstanceOf(ModelUnavailableException.class);
    assertThat(ask(10, _ -> {}).get().policyVersion()).isEqualTo(1);
  }

  @Test
  void keepGoesOnWithTheNewWeights() throws Exception {
    int[] old = ask(200, _ -> {}).get().tokens();
    CompletableFuture<Result> running = askAndWaitUntilItRuns();
    engine.update(negated(), InFlight.KEEP).get();
    Result mixed = running.get();
    assertThat(mixed.policyVersion()).isZero();
    assertThat(mixed.tokens()).hasSize(200).isNotEqualTo(old).startsWith(old[0]);
    assertThat(ask(10, _ -> {}).get().cachedTokens()).as("mixed rows are not reused").isZero();
  }

  @Test
  void weightsThatDoNotFitChangeNothing() throws Exception {
    int[] before = ask(10, _ -> {}).get().tokens();
    Tensor wrong = Tensors.of(new float[6], 2, 3);
    assertThatThrownBy(() -> engine.update(only(OUTPUT, wrong), InFlight.WAIT).get())
        .hasMessageContaining("lm_head.weight has the shape [2, 3]");
    assertThatThrownBy(() -> engine.update(only("x", wrong), InFlight.WAIT).get())
        .hasMessageContaining("the model has no weight x");
    Result after = ask(10, _ -> {}).get();
    assertThat(after.tokens()).isEqualTo(before);
    assertThat(after.policyVersion()).isZero();
  }
}
