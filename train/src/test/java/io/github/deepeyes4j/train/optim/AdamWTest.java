package io.github.deepeyes4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.Test;

/// Against libtorch's own optimiser.
class AdamWTest {
  @Test
  void stepsAsLibtorchDoes() {
    float[] values = {1, -2, 3, 0.5f, 0.25f, -1};
    FlatParameters parameters =
        FlatParameters.of(Map.of("w", Tensors.of(values, 2, 3)), Placement.CPU_FP32);
    AdamW ours = new AdamW(parameters.slice(0, 1), new AdamW.Settings(0.9, 0.999, 1e-8, 0.1));
    Tensor reference = Tensors.of(values, 2, 3).set_requires_grad(true);
    AdamWOptions options = new AdamWOptions(0.05);

    options.eps().put(1e-8);
    options.weight_decay().put(0.1);
    var theirs = new org.bytedeco.pytorch.AdamW(new TensorVector(reference), options);
    for (int step = 1; step <= 20; step++) {
      float[] gradient = new float[6];
      for (int i = 0; i < 6; i++) {
        gradient[i] = (float) Math.sin(step * (i + 1));
      }
      parameters.gradients().copy_(Tensors.of(gradient, 6));
      reference.mutable_grad().put(Tensors.of(gradient, 2, 3));
      ours.step(0.05);
      theirs.step();
    }
    assertThat(Tensors.floats(parameters.values()))
        .containsExactly(Tensors.floats(reference), within(1e-6f));
  }

  @Test
  void vectorsDoNotDecay() {
    FlatParameters parameters =
        FlatParameters.of(
            Map.of("bias", Tensors.of(new float[] {1}, 1), "w", Tensors.of(new float[] {1}, 1, 1)),
            Placement.CPU_FP32);
    new AdamW(parameters.slice(0, 1), new AdamW.Settings(0.9, 0.98, 1e-8, 0.5)).step(0.1);
    assertThat(Objects.requireNonNull(parameters.views().get("bias")).item_float()).isEqualTo(1);
    assertThat(Objects.requireNonNull(parameters.views().get("w")).item_float())
        .isCloseTo(0.95f, within(1e-6f));
  }
}
