package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.FinishReason;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.engine.Sequence.Result;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final ChatEncoder ENCODER = new ChatEncoder(TinyModel.TOKENIZER, TinyModel.VIEW);

  private final Engine engine = engine(4, 300);

  private static Engine engine(int rows, int context) {
    return engine(TinyModel.create(), rows, context);
  }

  private static Engine engine(QwenVl model, int rows, int context) {
    return new Engine(
        model, TinyModel.VIEW, TinyModel.TOKENIZER, ENCODER.endOfTurn(), rows, context);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static TokenSequence prompt(int number) {
    Picture picture = Picture.ofRgb(60, 60, noise(number));
    return ENCODER.encodePrompt(
        List.of(Message.user(List.of(Content.image(picture), Content.text("Question " + number)))),
        "");
  }

  private static byte[] noise(int seed) {
    byte[] rgb = new byte[3 * 60 * 60];
    new java.util.Random(seed).nextBytes(rgb);
    return rgb;
  }

  private static Request request(TokenSequence prompt, Sampling sampling) {
    return new Request(
        prompt, sampling, Sequence.banned(sampling.badWords(), TinyModel.TOKENIZER), _ -> {});
  }

  private static Sampling sampled(long seed) {
    return new Sampling(1, 1, 0, seed, 30, List.of(), List.of("<|im_end|>"));
  }

  @Test
  void sequencesInOneBatchAreAsIfAlone() throws Exception {
    List<int[]> alone = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      alone.add(engine.submit(request(prompt(i), sampled(i))).get().tokens());
    }
    List<CompletableFuture<Result>> together = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      together.add(engine.submit(request(prompt(i), sampled(i))));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(together.get(i).get().tokens()).isEqualTo(alone.get(i)).hasSize(30);
    }
  }

  @Test
  void seedsTellSamplesApart() throws Exception {
    int[] first = engine.submit(request(prompt(0), sampled(1))).get().tokens();
    int[] second = engine.submit(request(prompt(0), sampled(2))).get().tokens();
    assertThat(first).isNotEqualTo(second);
  }

  @Test
  void theNextTurnGoesOnFromTheRow() throws Exception {
    List<Message> messages = new ArrayList<>(List.of(Message.user("One")));
    TokenSequence first = ENCODER.encodePrompt(messages, "");
    Result turn = engine.submit(request(first, sampled(5))).get();
    messages.add(Message.assistant(turn.text()));
    messages.add(Message.user("Two"));
    TokenSequence second = ENCODER.encodePrompt(messages, "");
    int[] reused = engine.submit(request(second, sampled(6))).get().tokens();
    try (Engine fresh = engine(1, 300)) {
      assertThat(reused).isEqualTo(fresh.submit(request(second, sampled(6))).get().tokens());
    }
  }

  @Test
  void stopsAtAStringAndKeepsIt() throws Exception {
    String text = engine.submit(request(prompt(1), sampled(3))).get().text();
    String stop = text.substring(8, 11);
    Sampling sampling = sampled(3).withStop(List.of(stop), List.of("<|im_end|>"));
    StringBuilder streamed = new StringBuilder();
    Result result =
        engine
            .submit(
                new Request(
                    prompt(1),
                    sampling,
                    Sequence.banned(sampling.badWords(), TinyModel.TOKENIZER),
                    streamed::append))
            .get();
    assertThat(result.finish()).isEqualTo(FinishReason.STOP_STRING);
    assertThat(result.text()).endsWith(stop).isEqualTo(text.substring(0, text.indexOf(stop) + 3));
    assertThat(streamed.toString()).isEqualTo(result.text());
  }

  @Test
  void neverSaysABadWord() throws Exception {
    Sampling free = new Sampling(0, 1, 0, 0, 20, List.of(), List.of());
    String usual = engine.submit(request(prompt(2), free)).get().text();
    int[] tokens = TinyModel.TOKENIZER.encode(usual);
    String word = TinyModel.TOKENIZER.decode(tokens[2]);
    Sampling banned = free.withStop(List.of(), List.of(word));
    int[] without = engine.submit(request(prompt(2), banned)).get().tokens();
    assertThat(without).doesNotContain(TinyModel.TOKENIZER.encode(word)[0]);
  }

  @Test
  void neverSaysAnIdThatTheTokenizerDoesNotKnow() throws Exception {
    int known = TinyModel.TOKENIZER.vocabularySize();
    try (Engine padded = engine(TinyModel.create(3 * known), 4, 300)) {
      int[] tokens = padded.submit(request(prompt(4), sampled(4))).get().tokens();
      assertThat(tokens).hasSize(30);
      assertThat(IntStream.of(tokens)).allMatch(token -> token < known);
    }
  }

  @Test
  void logprobsAreThoseOfTheModel() throws Exception {
    Sampling greedy = new Sampling(0, 1, 0, 0, 5, List.of(), List.of());
    Result result = engine.submit(request(prompt(3), greedy)).get();
    for (float logprob : result.logprobs()) {
      assertThat(logprob).isBetween((float) -Math.log(TinyModel.TOKENIZER.vocabularySize()), 0f);
    }
  }

  @Test
  void aPromptThatFillsTheContextIsRefused() throws Exception {
    TokenSequence prompt = ENCODER.encodePrompt(List.of(Message.user("word ".repeat(300))), "");
    Result result = engine.submit(request(prompt, sampled(0))).get();
    assertThat(result.finish()).isEqualTo(FinishReason.CONTEXT_FULL);
    assertThat(result.tokens()).isEmpty();
  }

  @Test
  void generationEndsWithTheContext() throws Exception {
    TokenSequence prompt = ENCODER.encodePrompt(List.of(Message.user("x".repeat(240))), "");
    Sampling endless = new Sampling(1, 1, 0, 1, 1000, List.of(), List.of("<|im_end|>"));
    Result result = engine.submit(request(prompt, endless)).get();
    assertThat(result.finish()).isEqualTo(FinishReason.CONTEXT_FULL);
    assertThat(result.tokens().length).isEqualTo(300 - prompt.length());
  }

  @Test
  void cancellingFreesTheRow() throws Exception {
    Sampling endless = new Sampling(1, 1, 0, 1, 100_000, List.of(), List.of("<|im_end|>"));
    List<CompletableFuture<Result>> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(engine.submit(request(prompt(i), endless)));
    }
    running.forEach(future -> future.cancel(false));
    assertThat(engine.submit(request(prompt(9), sampled(9))).get().tokens()).hasSize(30);
  }

  @Test
  void samplesOfOneQuestionComputeItOnce() throws Exception {
    TokenSequence prompt = prompt(4);
    List<CompletableFuture<Result>> group = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      group.add(engine.submit(request(prompt, sampled(i))));
    }
    List<Integer> cached = new ArrayList<>();
    for (CompletableFuture<Result> each : group) {
      cached.add(each.get().cachedTokens());
    }
    int allButTheLast = prompt.length() - 1;
    assertThat(cached).containsExactly(0, allButTheLast, allButTheLast, allButTheLast);
    try (Engine fresh = engine(1, 300)) {
      int[] alone = fresh.submit(request(prompt, sampled(3))).get().tokens();
      assertThat(group.get(3).get().tokens()).isEqualTo(alone);
    }
  }

  @Test
  void anotherSampleLeavesAConversationItsRow() throws Exception {
    TokenSequence question = prompt(5);
    Result first = engine.submit(request(question, sampled(1))).get();
    engine.submit(request(question, sampled(2))).get();
    TokenSequence second = goneOn(question, first);
    int cached = engine.submit(request(second, sampled(3))).get().cachedTokens();
    assertThat(cached).isEqualTo(question.length() + first.tokens().length - 1);
  }

  private static TokenSequence goneOn(TokenSequence question, Result turn) {
    int[] next = TinyModel.TOKENIZER.encodeWithControlTokens("<|im_end|>\nGo on");
    IntStream all =
        IntStream.concat(
            IntStream.of(question.tokens()),
            IntStream.concat(IntStream.of(turn.tokens()), IntStream.of(next)));
    int[] tokens = all.toArray();
    return new TokenSequence(
        tokens, new boolean[tokens.length], new float[tokens.length], question.images());
  }
}
