package io.github.deepeyes4j.model.qwenvl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against transformers' Qwen2.5-VL: goldens of `oracle/qwen2_5_vl.py`.
class QwenVlReferenceTest {
  /// Largest accepted absolute difference in single precision.
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @ValueSource(strings = {"windows-gqa", "tied-mha", "mqa-full", "text-only"})
  void computesWhatTheReferenceComputes(String name) {
    ReferenceCase golden = ReferenceCase.open(name);
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      QwenVl model = golden.model(Precision.FP32);
      TokenSequence sequence = golden.sequence();
      Tensor features = features(golden, model);
      if (!sequence.images().isEmpty()) {
        assertThat(distance(features, golden.expected("features"))).isLessThan(TOLERANCE);
      }
      Tensor logits = logits(model, sequence, features);
      assertThat(distance(logits, golden.expected("logits"))).isLessThan(TOLERANCE);
    }
  }

  @Test
  void bf16StaysWithinItsPrecision() {
    ReferenceCase golden = ReferenceCase.open("bf16");
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      QwenVl model = golden.model(Precision.BF16);
      Tensor features = features(golden, model);
      Tensor logits = logits(model, golden.sequence(), features);
      // Kernels of different processors add in different orders, so the error's size is bounded,
      // not each value's: by what the reference's own bf16 logits differ from its fp32 ones, 4.4 %.
      assertThat(relativeError(features, golden.expected("features"))).isLessThan(0.02);
      assertThat(relativeError(logits, golden.expected("logits"))).isLessThan(0.044);
      // And ours must be about as near to exact arithmetic (4.9 %) as the reference's is.
      QwenVl exact = golden.model(Precision.FP32);
      Tensor truth = logits(exact, golden.sequence(), features(golden, exact));
      double theirs = relativeError(golden.expected("logits"), truth);
      assertThat(relativeError(logits, truth)).isLessThan(1.25 * theirs);
    }
  }

  @Test
  void cutsPicturesIntoTheReferencesPatches() {
    ReferenceCase golden = ReferenceCase.open("windows-gqa");
    float[] expected = Tensors.floats(golden.expected("pixels"));
    int at = 0;
    double largest = 0;
    for (var patches : golden.patches()) {
      for (float value : patches.values()) {
        largest = Math.max(largest, Math.abs(value - expected[at++]));
      }
    }
    assertThat(at).isEqualTo(expected.length);
    assertThat(largest).isLessThan(1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"windows-gqa", "tied-mha", "mqa-full", "bf16"})
  void numbersPositionsAsTheReference(String name) {
    ReferenceCase golden = ReferenceCase.open(name);
    RopeIndex index = RopeIndex.of(golden.sequence());
    long[] actual =
        Arrays.stream(new int[][] {index.time(), index.height(), index.width()})
            .flatMapToLong(axis -> Arrays.stream(axis).asLongStream())
            .toArray();
    assertThat(actual).isEqualTo(Tensors.longs(golden.expected("positions")));
  }

  static Tensor features(ReferenceCase golden, QwenVl model) {
    return golden.pictures().isEmpty() ? new Tensor() : model.see(golden.patches());
  }

  static Tensor logits(QwenVl model, TokenSequence sequence, Tensor features) {
    Tensor hidden =
        model.hidden(
            model.embed(List.of(sequence), features),
            List.of(RopeIndex.of(sequence)),
            new CausalAttention());
    return model.logits(hidden).squeeze(0);
  }

  /// Length of the difference over length of the expected values.
  private static double relativeError(Tensor actual, Tensor expected) {
    Tensor reference = expected.to(ScalarType.Float);
    Tensor difference = actual.to(ScalarType.Float).sub(reference);
    return difference.norm().item_float() / reference.norm().item_float();
  }

  static double distance(Tensor actual, Tensor expected) {
    float[] a = Tensors.floats(actual);
    float[] e = Tensors.floats(expected);
    assertThat(a).hasSameSizeAs(e);
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - e[i]));
    }
    return largest;
  }
}
