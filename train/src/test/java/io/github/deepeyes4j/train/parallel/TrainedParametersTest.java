package io.github.deepeyes4j.train.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Backend;
import io.github.deepeyes4j.train.parallel.ParallelConfig.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TrainedParametersTest {
  @Test
  void valuesAndMomentsGoIntoSlicesAndBack() throws Exception {
    Map<String, Tensor> initial =
        Map.of(
            "model.layers.0.w.weight", Tensors.of(new float[] {1, 2, 3}, 1, 3),
            "model.layers.0.b.bias", Tensors.of(new float[] {4}, 1),
            "model.layers.10.w.weight", Tensors.of(new float[] {5, 6}, 2, 1),
            "other.weight", Tensors.of(new float[] {7, 8, 9, 10}, 2, 2));
    List<List<Float>> seen =
        Ranks.run(
            2,
            group -> {
              TrainedParameters parameters =
                  TrainedParameters.of(
                      initial,
                      Placement.CPU_FP32,
                      new ParallelConfig(Mode.ZERO_3, Backend.GLOO, 30),
                      group);
              Tensor whole = parameters.whole(parameters.own().values(), "values");
              assertThat(Tensors.floats(parameters.part(whole)))
                  .containsExactly(Tensors.floats(parameters.own().values()));
              assertThat(Tensors.floats(whole)).containsExactly(1, 2, 3, 5, 6, 7, 8, 9, 10, 4);
              parameters
                  .values()
                  .forEach((name, value) ->
                      assertThat(Tensors.floats(value))
                          .containsExactly(
                              Tensors.floats(Objects.requireNonNull(initial.get(name)))));
              List<Float> own = new ArrayList<>();
              for (float value : Tensors.floats(parameters.own().values())) {
                own.add(value);
              }
              own.add((float) parameters.own().matrixElements());
              return own;
            });
    // Layer 0 in two slices of two, layer 10 in two of one, the rest in two of three; then how
    // many of them belong to matrices.
    assertThat(seen)
        .containsExactly(List.of(1f, 2f, 5f, 7f, 8f, 9f, 6f), List.of(3f, 0f, 6f, 10f, 4f, 0f, 4f));
  }
}
