package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.ReferenceCase;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cached decoding against transformers' greedy generation: goldens of `oracle/qwen2_5_vl.py`.
class ModelRunnerReferenceTest {
  private static final int CONTEXT = 160;

  @ParameterizedTest
  @ValueSource(strings = {"windows-gqa", "tied-mha", "mqa-full", "text-only"})
  void generatesTheReferencesTokens(String name) {
    ReferenceCase golden = ReferenceCase.open(name);
    QwenVl model = golden.model(Precision.FP32);
    long[] expected = Tensors.longs(golden.expected("generated"));
    try (ModelRunner runner = new ModelRunner(model, golden.processor(), 1, CONTEXT)) {
      assertThat(greedy(runner, golden, 0, expected.length)).isEqualTo(expected);
    }
  }

  @Test
  void bf16GeneratesTheReferencesTokensAtFirst() {
    // Rounding decides near ties sooner or later; the first tokens are far from any.
    ReferenceCase golden = ReferenceCase.open("bf16");
    long[] expected = Arrays.copyOf(Tensors.longs(golden.expected("generated")), 4);
    try (ModelRunner runner =
        new ModelRunner(golden.model(Precision.BF16), golden.processor(), 1, CONTEXT)) {
      assertThat(greedy(runner, golden, 0, expected.length)).isEqualTo(expected);
    }
  }

  @Test
  void aRowThatHoldsThePromptsBeginningGoesOnFromThere() {
    ReferenceCase golden = ReferenceCase.open("windows-gqa");
    long[] expected = Tensors.longs(golden.expected("generated"));
    TokenSequence prompt = golden.sequence();
    try (ModelRunner runner =
        new ModelRunner(golden.model(Precision.FP32), golden.processor(), 1, CONTEXT)) {
      prefill(runner, 0, prompt, 0);
      int afterSecondPicture = prompt.images().get(1).end();
      for (int held : List.of(1, prompt.images().getFirst().start(), afterSecondPicture)) {
        assertThat(greedy(runner, golden, held, expected.length)).isEqualTo(expected);
      }
    }
  }

  @Test
  void rowsDoNotDisturbEachOther() {
    ReferenceCase golden = ReferenceCase.open("mqa-full");
    TokenSequence prompt = golden.sequence();
    long[] expected = Tensors.longs(golden.expected("generated"));
    try (ModelRunner runner =
        new ModelRunner(golden.model(Precision.FP32), golden.processor(), 4, CONTEXT)) {
      // Row 1 is free; row 2 holds a shorter conversation beside that of row 3.
      TokenSequence other =
          new TokenSequence(new int[] {11, 12, 13}, new boolean[3], new float[3], List.of());
      int[] rows = {0, 2, 3};
      List<TokenSequence> prompts = List.of(prompt, other, prompt);
      float[][] logits =
          runner.prefill(
              IntStream.range(0, 3)
                  .mapToObj(i -> new Prefill(rows[i], prompts.get(i), 0))
                  .toList());
      long[][] generated = new long[3][expected.length];
      for (int t = 0; t < expected.length; t++) {
        int[] last = Stream.of(logits).mapToInt(ModelRunnerReferenceTest::argmax).toArray();
        int[] held = new int[3];
        int[] rope = new int[3];
        for (int i = 0; i < 3; i++) {
          generated[i][t] = last[i];
          held[i] = prompts.get(i).length() + t;
          rope[i] = RopeIndex.of(prompts.get(i)).next() + t;
        }
        logits = runner.decode(rows, last, held, rope);
      }
      assertThat(generated[0]).isEqualTo(expected);
      assertThat(generated[2]).isEqualTo(expected);
    }
  }

  private static float[] prefill(ModelRunner runner, int row, TokenSequence prompt, int held) {
    return runner.prefill(List.of(new Prefill(row, prompt, held)))[0];
  }

  private static long[] greedy(ModelRunner runner, ReferenceCase golden, int held, int count) {
    TokenSequence prompt = golden.sequence();
    int token = argmax(prefill(runner, 0, prompt, held));
    int rope = RopeIndex.of(prompt).next();
    long[] generated = new long[count];
    for (int i = 0; i < count; i++) {
      generated[i] = token;
      int[] holds = {prompt.length() + i};
      token =
          argmax(runner.decode(new int[] {0}, new int[] {token}, holds, new int[] {rope + i})[0]);
    }
    return generated;
  }

  private static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      best = logits[i] > logits[best] ? i : best;
    }
    return best;
  }
}
