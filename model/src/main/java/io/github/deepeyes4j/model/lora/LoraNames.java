package io.github.deepeyes4j.model.lora;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.HubNames;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// Names and shapes of an adapter's matrices.
final class LoraNames {
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";
  private static final String WEIGHT = ".weight";
  private static final String KEY_PREFIX = "base_model.model.";

  private LoraNames() {}

  /// The layers of a model that can be adapted: all products with a matrix, the patch embedding
  /// among them.
  static Stream<String> layers(Map<String, Tensor> model) {
    return model.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(WEIGHT) && entry.getValue().dim() >= 2)
        .map(entry -> entry.getKey().substring(0, entry.getKey().length() - WEIGHT.length()))
        .filter(layer -> !layer.endsWith("embed_tokens"));
  }

  /// Every target must be some layer's.
  static void requireTargets(LoraConfig config, Map<String, Tensor> model) {
    for (String target : config.targets()) {
      if (layers(model).noneMatch(layer -> LoraConfig.matches(target, layer))) {
        throw new BadInputException(
            "no layer that may be adapted is called '%s'; allowed: %s"
                .formatted(
                    target,
                    layers(model)
                        .map(layer -> layer.substring(layer.lastIndexOf('.') + 1))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(", "))));
      }
    }
  }

  /// The layer that a matrix belongs to.
  static String layer(String name) {
    return name.substring(0, name.length() - A.length());
  }

  /// `r x …`, as the weight behind its first axis.
  static long[] shapeOfA(long[] weight, int rank) {
    long[] shape = weight.clone();
    shape[0] = rank;
    return shape;
  }

  /// `out x r`, with an axis of size 1 for each further one of a convolution's kernel.
  static long[] shapeOfB(long[] weight, int rank) {
    long[] shape = new long[weight.length];
    Arrays.fill(shape, 1);
    shape[0] = weight[0];
    shape[1] = rank;
    return shape;
  }

  static long[] shape(String name, long[] weight, int rank) {
    return name.endsWith(A) ? shapeOfA(weight, rank) : shapeOfB(weight, rank);
  }

  static long[] weightShape(Map<String, Tensor> model, String layer) {
    Tensor weight = model.get(layer + WEIGHT);
    if (weight == null) {
      throw new IllegalArgumentException("there is no layer " + layer);
    }
    return Tensors.shape(weight);
  }

  /// PEFT's key of a matrix.
  static String key(String name) {
    return KEY_PREFIX + HubNames.newer(name);
  }

  /// The name of the matrix with this key, which may also follow the hub's names.
  static String name(String key) {
    return key.startsWith(KEY_PREFIX) ? HubNames.of(key.substring(KEY_PREFIX.length())) : key;
  }
}
