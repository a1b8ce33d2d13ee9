package io.github.deepeyes4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class FlatParametersTest {
  @Test
  void slicesShareTheBlock() {
    FlatParameters parameters =
        FlatParameters.of(
            Map.of(
                "bias",
                Tensors.of(new float[] {4, 5}, 2),
                "w",
                Tensors.of(new float[] {1, 2, 3}, 1, 3)),
            Placement.CPU_FP32);
    FlatParameters.Slice first = parameters.slice(0, 2);
    FlatParameters.Slice second = parameters.slice(1, 2);
    assertThat(Tensors.floats(first.values())).containsExactly(1, 2, 3);
    assertThat(Tensors.floats(second.values())).containsExactly(4, 5, 0);
    assertThat(first.matrixElements()).isEqualTo(3);
    assertThat(second.matrixElements()).isZero();
    assertThat(Tensors.floats(second.of(Tensors.of(new float[] {1, 2, 3, 4, 5}, 5))))
        .containsExactly(4, 5);
    second.values().fill_(new Scalar(7));
    assertThat(Objects.requireNonNull(parameters.views().get("bias")).sum().item_float())
        .isEqualTo(14);
    assertThat(Tensors.floats(parameters.slicedValues(2))).containsExactly(1, 2, 3, 7, 7, 7);
  }

  @Test
  void theNormOfManyGradientsKeepsItsDigits() {
    long many = 6_000_000;
    FlatParameters parameters =
        FlatParameters.of(Map.of("w", torch.zeros(many)), Placement.CPU_FP32);
    parameters.gradients().fill_(new Scalar(0.1));
    double exact = 0.1 * Math.sqrt((double) many);
    assertThat(parameters.slice(0, 1).gradientNorm()).isCloseTo(exact, within(1e-6 * exact));
    assertThat(parameters.slice(1, 3).gradientNorm())
        .isCloseTo(exact / Math.sqrt(3), within(1e-6 * exact));
  }
}
