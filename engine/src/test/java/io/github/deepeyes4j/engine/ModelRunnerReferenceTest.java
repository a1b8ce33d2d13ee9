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
        new ModelRunner(golden.model(Precision.FP32), golden.processor(), 3, CONTEXT)) {
      // Row 0 runs from its own start; row 1 is idle; row 2 runs a shorter conversation beside it.
      TokenSequence other =
          new TokenSequence(new int[] {11, 12, 13}, new boolean[3], new float[3], List.of());
      float[][] read = runner.prefill(List.of(new Prefill(0, prompt, 0), new Prefill(2, other, 0)));
      int[] last = {argmax(read[0]), 0, argmax(read[1])};
      int[] held = {prompt.length(), KvCache.IDLE, other.length()};
      int[] rope = {RopeIndex.of(prompt).next(), 0, other.length()};
      long[] generated = new long[expected.length];
      for (int i = 0; i < generated.length; i++) {
        generated[i] = last[0];
        float[][] logits = runner.decode(0, last, held, rope);
        for (int row : List.of(0, 2)) {
          last[row] = argmax(logits[row]);
          held[row]++;
          rope[row]++;
        }
      }
      assertThat(generated).isEqualTo(expected);
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
      token =
          argmax(
              runner
                  .decode(
                      0, new int[] {token}, new int[] {prompt.length() + i}, new int[] {rope + i})[
                  0]);
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
