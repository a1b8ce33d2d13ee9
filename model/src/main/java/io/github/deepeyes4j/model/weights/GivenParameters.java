package io.github.deepeyes4j.model.weights;

import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Tensors at hand, under the names that Hugging Face checkpoints use. They stay their owner's.
public record GivenParameters(Map<String, Tensor> parameters) implements ParameterSource {
  public GivenParameters {
    parameters = Map.copyOf(parameters);
  }

  /// @throws IllegalArgumentException when there is none of this name and shape
  @Override
  public Tensor parameter(String name, long... shape) {
    Tensor parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("there is no parameter " + name);
    }
    if (!Arrays.equals(Tensors.shape(parameter), shape)) {
      throw new IllegalArgumentException(
          "%s has the shape %s, not %s"
              .formatted(name, Arrays.toString(Tensors.shape(parameter)), Arrays.toString(shape)));
    }
    return parameter;
  }

  @Override
  public boolean has(String name) {
    return parameters.containsKey(name);
  }
}
