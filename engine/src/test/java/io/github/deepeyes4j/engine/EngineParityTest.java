package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.chat.Generation;
import io.github.deepeyes4j.core.chat.Message;
import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ChatEncoder;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.engine.Sequence.Result;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/// Groups of trajectories of three turns, with one to four pictures in different turns, written
/// beside each other on few rows, beginnings copied and taken over: each turn is what one whole
/// forward pass without a cache says it is.
class EngineParityTest {
  private static final int QUESTIONS = 4;
  private static final int SAMPLES = 3;
  private static final int ROWS = 5;
  private static final int TURNS = 3;
  private static final int CONTEXT = 900;

  /// A turn as it was asked for and answered.
  private record Turn(TokenSequence prompt, Result result, boolean greedy) {}

  /// A model with all that it needs.
  private record Subject(QwenVl model, ImageProcessor view, ChatEncoder encoder) {
    static Subject of(QwenVl model, ImageProcessor view, Tokenizer tokenizer) {
      return new Subject(model, view, new ChatEncoder(tokenizer, view));
    }
  }

  @Test
  void tinyModel() throws Exception {
    Subject tiny = Subject.of(TinyModel.create(), TinyModel.VIEW, TinyModel.TOKENIZER);
    compare(tiny, TinyModel.TOKENIZER);
    compareOneStep(tiny, TinyModel.TOKENIZER);
  }

  @Test
  void nano() throws Exception {
    try (LoadedModel nano = LoadedModel.load(Path.of("../models/nano"), Placement.CPU_FP32)) {
      Tokenizer tokenizer = nano.tokenizer();
      Subject subject = Subject.of(nano.model(), nano.imageProcessor(), tokenizer);
      compare(subject, tokenizer);
      compareOneStep(subject, tokenizer);
    }
  }

  private static void compare(Subject subject, Tokenizer tokenizer) throws Exception {
    ChatEncoder encoder = subject.encoder;
    List<Turn> turns = new ArrayList<>();
    try (Engine engine =
            new Engine(subject.model, subject.view, tokenizer, encoder.endOfTurn(), ROWS, CONTEXT);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Turn>>> trajectories = new ArrayList<>();
      for (int i = 0; i < QUESTIONS * SAMPLES; i++) {
        int question = i / SAMPLES;
        int sample = i % SAMPLES;
        trajectories.add(threads.submit(() -> trajectory(engine, encoder, question, sample)));
      }
      for (Future<List<Turn>> trajectory : trajectories) {
        turns.addAll(trajectory.get());
      }
    }
    assertThat(turns).hasSize(QUESTIONS * SAMPLES * TURNS);
    assertThat(turns.stream().filter(turn -> turn.result.cachedTokens() > 0))
        .hasSizeGreaterThanOrEqualTo(QUESTIONS * SAMPLES * (TURNS - 1));
    turns.forEach(turn -> compare(subject, turn));
  }

  private static List<Turn> trajectory(Engine engine, ChatEncoder encoder, int question, int sample)
      throws Exception {
    Random random = new Random(question);
    List<Turn> turns = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    Sampling sampling =
        new Sampling(sample == 0 ? 0 : 1, 1, 0, sample, 12, List.of(), List.of("<|im_end|>"));
    for (int turn = 0; turn < TURNS; turn++) {
      messages.add(Message.user(content(random, turn == 0 ? 1 : random.nextInt(3))));
      TokenSequence prompt = encoder.encodePrompt(messages, "");
      Request request =
          new Request(prompt, sampling, List.of(new int[] {encoder.endOfTurn()}), _ -> {});
      Result result = engine.submit(request).get();
      turns.add(new Turn(prompt, result, sampling.isGreedy()));
      messages.add(
          Message.assistant(
              new Generation(
                  "",
                  result.text(),
                  result.tokens(),
                  result.logprobs(),
                  result.finish(),
                  prompt.length(),
                  result.policyVersion(),
                  0)));
    }
    return turns;
  }

  private static List<Content> content(Random random, int pictures) {
    List<Content> content = new ArrayList<>(List.of(Content.text("Look: ")));
    for (int i = 0; i < pictures; i++) {
      byte[] rgb = new byte[3 * 64 * 48];
      random.nextBytes(rgb);
      content.add(Content.image(Picture.ofRgb(64, 48, rgb)));
    }
    content.add(Content.text("what is " + random.nextInt(1000) + "?"));
    return content;
  }

  /// While one turn is held up, prompts of all lengths come in, without pictures and with several,
  /// two of them twice: the next step reads them together.
  private static void compareOneStep(Subject subject, Tokenizer tokenizer) throws Exception {
    ChatEncoder encoder = subject.encoder;
    List<TokenSequence> prompts =
        IntStream.range(0, 7).mapToObj(i -> promptOfAnyLength(encoder, i % 5)).toList();
    List<CompletableFuture<Result>> results = new ArrayList<>();
    try (Engine engine =
        new Engine(subject.model, subject.view, tokenizer, encoder.endOfTurn(), 8, CONTEXT)) {
      CountDownLatch runs = new CountDownLatch(1);
      CountDownLatch allHaveCome = new CountDownLatch(1);
      Consumer<String> holdUp =
          _ -> {
            runs.countDown();
            await(allHaveCome);
          };
      List<int[]> banned = List.of(new int[] {encoder.endOfTurn()});
      TokenSequence other = encoder.encodePrompt(List.of(Message.user("Wait.")), "");
      results.add(engine.submit(new Request(other, Sampling.greedy(40), banned, holdUp)));
      runs.await();
      for (TokenSequence prompt : prompts) {
        results.add(engine.submit(new Request(prompt, Sampling.greedy(12), banned, _ -> {})));
      }
      allHaveCome.countDown();
      compare(subject, new Turn(other, results.removeFirst().get(), true));
      for (int i = 0; i < prompts.size(); i++) {
        Result result = results.get(i).get();
        compare(subject, new Turn(prompts.get(i), result, true));
        assertThat(result.cachedTokens() == prompts.get(i).length() - 1).isEqualTo(i >= 5);
      }
    }
  }

  /// With `number` pictures.
  private static TokenSequence promptOfAnyLength(ChatEncoder encoder, int number) {
    List<Content> content = content(new Random(number), number);
    content.add(Content.text(" And why?".repeat(1 + 7 * number)));
    return encoder.encodePrompt(List.of(Message.user(content)), "");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The end-of-turn mark was banned, so its probability is shared among the others.
  private static void compare(Subject subject, Turn turn) {
    int prompt = turn.prompt.length();
    int[] written = turn.result.tokens();
    float[][] scores = scores(subject, turn);
    for (int i = 0; i < written.length; i++) {
      float[] logits = scores[i];
      if (turn.greedy) {
        assertThat(written[i]).as("token %d after %d", i, prompt).isEqualTo(argmax(logits));
      }
      assertThat((double) turn.result.logprobs()[i])
          .isCloseTo(logits[written[i]] - logSumExp(logits), within(1e-4));
    }
  }

  /// For each generated token what a whole pass over everything gives.
  private static float[][] scores(Subject subject, Turn turn) {
    TokenSequence all = whole(turn);
    int count = turn.result.tokens().length;
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      List<Patches> patches =
          all.images().stream().map(image -> subject.view.process(image.picture())).toList();
      QwenVl model = subject.model;
      Tensor features = patches.isEmpty() ? new Tensor() : model.see(patches);
      Tensor x = model.embed(List.of(all), features);
      Tensor hidden = model.hidden(x, List.of(RopeIndex.of(all)), new CausalAttention());
      float[] flat =
          Tensors.floats(model.logits(hidden.narrow(1, turn.prompt.length() - 1, count)));
      int vocabulary = flat.length / count;
      return IntStream.range(0, count)
          .mapToObj(i -> Arrays.copyOfRange(flat, i * vocabulary, (i + 1) * vocabulary))
          .peek(row -> row[subject.encoder.endOfTurn()] = Float.NEGATIVE_INFINITY)
          .toArray(float[][]::new);
    }
  }

  private static TokenSequence whole(Turn turn) {
    int[] prompt = turn.prompt.tokens();
    int[] written = turn.result.tokens();
    int[] all = Arrays.copyOf(prompt, prompt.length + written.length);
    System.arraycopy(written, 0, all, prompt.length, written.length);
    return new TokenSequence(
        all, new boolean[all.length], new float[all.length], turn.prompt.images());
  }

  private static int argmax(float[] logits) {
    return IntStream.range(0, logits.length)
        .reduce((a, b) -> logits[b] > logits[a] ? b : a)
        .orElseThrow();
  }

  private static double logSumExp(float[] logits) {
    double largest = logits[argmax(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum);
  }
}
