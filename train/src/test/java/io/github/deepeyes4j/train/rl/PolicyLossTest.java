package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.model.tensor.Tensors;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Against `oracle/grpo.py`, which computes each token by cases, in double precision.
class PolicyLossTest {
  private static final double TOLERANCE = 1e-5;

  record Case(
      double low,
      double high,
      double dual,
      float[] logp,
      float[] old,
      float[] advantage,
      float[] weight,
      double loss,
      float[] gradient) {}

  static Stream<Case> cases() throws Exception {
    try (InputStream file = PolicyLossTest.class.getResourceAsStream("/grpo.json")) {
      return JsonMapper.shared()
          .readValue(Objects.requireNonNull(file), new TypeReference<List<Case>>() {})
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void lossAndGradientAgreeWithTheReference(Case expected) {
    try (PointerScope _ = new PointerScope()) {
      Tensor logp = tensor(expected.logp).set_requires_grad(true);
      Tensor loss =
          new PolicyLoss(expected.low, expected.high, expected.dual)
              .terms(logp, tensor(expected.old), tensor(expected.advantage))
              .loss()
              .mul(tensor(expected.weight))
              .sum();
      loss.backward();
      assertThat((double) loss.item_float())
          .isCloseTo(expected.loss, within(TOLERANCE * Math.abs(expected.loss)));
      float[] gradient = Tensors.floats(logp.grad());
      for (int i = 0; i < gradient.length; i++) {
        assertThat((double) gradient[i])
            .isCloseTo(
                expected.gradient[i], within(1e-9 + TOLERANCE * Math.abs(expected.gradient[i])));
      }
    }
  }

  @Test
  void tellsWhichBoundHolds() {
    try (PointerScope _ = new PointerScope()) {
      PolicyLoss.Terms terms =
          new PolicyLoss(0.2, 0.3, 3)
              .terms(
                  tensor(0.1f, 0.3f, -0.3f, -0.3f, 1.2f),
                  tensor(0, 0, 0, 0, 0),
                  tensor(1, 1, 1, -1, -1));
      assertThat(Tensors.floats(terms.upper())).containsExactly(0, 1, 0, 1, 0);
      assertThat(Tensors.floats(terms.lower())).containsExactly(0, 0, 0, 0, 1);
      assertThat(Tensors.floats(terms.divergence()))
          .containsExactly(-0.1f, -0.3f, 0.3f, 0.3f, -1.2f);
    }
  }

  private static Tensor tensor(float... values) {
    return Tensors.of(values, values.length);
  }
}
