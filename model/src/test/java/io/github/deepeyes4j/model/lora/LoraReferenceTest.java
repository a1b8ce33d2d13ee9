package io.github.deepeyes4j.model.lora;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.Adaptation;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.ReferenceCase;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.GivenParameters;
import io.github.deepeyes4j.model.weights.RandomParameters;
import io.github.deepeyes4j.model.weights.SafeTensors;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against PEFT on transformers' Qwen2.5-VL: goldens of `oracle/lora.py`.
class LoraReferenceTest {
  /// Largest accepted absolute difference from the reference, as without adapters.
  private static final double TOLERANCE = 1e-4;

  /// What `oracle/lora.py` multiplies matrices by for gradients.
  private static final double ORACLE_SCALE = 0.25;

  private static final ReferenceCase BASE = ReferenceCase.open("windows-gqa");

  private final QwenVl model = BASE.model(Precision.FP32);
  private final PointerScope scope = new PointerScope();
  private NoGradGuard guard;

  @BeforeEach
  void begin() {
    guard = new NoGradGuard();
  }

  @AfterEach
  void end() {
    guard.close();
    scope.close();
  }

  static Path directory(String name) {
    return BASE.directory().resolveSibling(name);
  }

  private LoraAdapter load(String name) {
    return LoraAdapter.load(directory(name), model.parameters(), Placement.CPU_FP32);
  }

  private static Tensor expected(String name, String tensor) {
    return SafeTensors.open(directory(name).resolve("expected.safetensors"), Arena.global())
        .tensor(tensor);
  }

  private static Tensor features(QwenVl model) {
    return model.see(BASE.pictures().stream().map(BASE.processor()::process).toList());
  }

  /// Scores of every token of one or more copies of the conversation.
  private static Tensor logits(QwenVl model, int rows, Tensor features) {
    List<TokenSequence> sequences = Collections.nCopies(rows, BASE.sequence());
    List<RopeIndex> positions = sequences.stream().map(RopeIndex::of).toList();
    return model.logits(
        model.hidden(model.embed(sequences, features), positions, new CausalAttention()));
  }

  private static double distance(Tensor actual, Tensor expected) {
    assertThat(actual.numel()).isEqualTo(expected.numel());
    return actual.view_as(expected).sub(expected).abs().max().item_float();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lora-everywhere", "lora-stabilized"})
  void computesWhatPeftComputes(String name) {
    try (LoraAdapter adapter = load(name)) {
      QwenVl adapted = model.adapted(adapter);
      Tensor features = features(adapted);
      assertThat(distance(features, expected(name, "features"))).isLessThan(TOLERANCE);
      assertThat(distance(logits(adapted, 1, features), expected(name, "logits")))
          .isLessThan(TOLERANCE);
    }
  }

  /// Every gradient of an adapter, on matrices a quarter as large, as the oracle has them.
  @ParameterizedTest
  @ValueSource(strings = {"lora-everywhere", "lora-stabilized"})
  void gradientsAreThoseOfPeft(String name) {
    guard.close();
    Map<String, Tensor> calm = new HashMap<>();
    model
        .parameters()
        .forEach((key, w) -> calm.put(key, w.dim() < 2 ? w : w.mul(new Scalar(ORACLE_SCALE))));
    QwenVl scaled = new QwenVl(BASE.config(), new GivenParameters(calm), Placement.CPU_FP32);
    SafeTensors theirs =
        SafeTensors.open(directory(name).resolve("gradients.safetensors"), Arena.global());
    try (LoraAdapter adapter = load(name)) {
      adapter.parameters().values().forEach(matrix -> matrix.set_requires_grad(true));
      QwenVl adapted = scaled.adapted(adapter);
      int[] tokens = BASE.sequence().tokens();
      Tensor logits = logits(adapted, 1, features(adapted)).squeeze(0);
      Tensor next = Tensors.indices(Arrays.copyOfRange(tokens, 1, tokens.length));
      torch.cross_entropy(logits.narrow(0, 0, next.numel()), next).backward();
      assertThat(theirs.names()).hasSameSizeAs(adapter.parameters().keySet());
      adapter
          .parameters()
          .forEach((key, matrix) -> {
            Tensor expected = theirs.tensor(LoraNames.key(key));
            double relative =
                matrix.grad().sub(expected).norm().item_float() / expected.norm().item_float();
            assertThat(relative).as(key).isLessThan(TOLERANCE);
          });
    }
  }

  /// On weights that amplify no rounding, as those of the goldens do.
  @ParameterizedTest
  @ValueSource(strings = {"lora-everywhere", "lora-stabilized"})
  void mergedWeightsComputeTheSame(String name) {
    QwenVl calm = new QwenVl(BASE.config(), new RandomParameters(1, 3, false), Placement.CPU_FP32);
    try (LoraAdapter adapter = load(name)) {
      QwenVl adapted = calm.adapted(adapter);
      QwenVl merged = AdaptedModel.merge(calm, directory(name));
      Tensor logits = logits(adapted, 1, features(adapted));
      assertThat(distance(logits(merged, 1, features(merged)), logits)).isLessThan(1e-5);
      assertThat(distance(logits(calm, 1, features(calm)), logits)).isGreaterThan(0.1);
    }
  }

  @Test
  void rowsOfABatchHaveTheirOwnAdapters() {
    try (LoraAdapter everywhere = load("lora-everywhere");
        LoraAdapter stabilized = load("lora-stabilized")) {
      List<@Nullable LoraAdapter> ofRow =
          Arrays.asList(stabilized, null, everywhere, stabilized, null);
      // What the tower saw is the same for all here: rows part in the decoder.
      Tensor features = features(model);
      Tensor repeated = features.repeat(ofRow.size(), 1);
      Adaptation mixed = RowAdapters.of(ofRow, Placement.CPU_FP32);
      Tensor together = logits(model.adapted(mixed), ofRow.size(), repeated);
      for (int row = 0; row < ofRow.size(); row++) {
        LoraAdapter own = ofRow.get(row);
        QwenVl alone = model.adapted(own == null ? Adaptation.NONE : own);
        assertThat(distance(together.select(0, row), logits(alone, 1, features)))
            .as("row %d", row)
            .isLessThan(TOLERANCE);
      }
    }
  }
}
