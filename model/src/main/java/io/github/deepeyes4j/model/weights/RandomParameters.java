package io.github.deepeyes4j.model.weights;

import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.Tensor;

/// Fresh parameters for training from scratch, the same for the same seed and names on every
/// machine.
///
/// Matrices are normal with variance 1 / fan-in, embeddings normal with deviation 0.02, norms one,
/// biases zero; matrices that write into the residual stream are scaled down by the square root of
/// twice the depth (GPT-2).
public final class RandomParameters implements ParameterSource {
  private final long seed;
  private final int depth;
  private final boolean tied;

  /// @param depth layers of the decoder
  /// @param tied whether the output shares the embeddings' matrix
  public RandomParameters(long seed, int depth, boolean tied) {
    this.seed = seed;
    this.depth = depth;
    this.tied = tied;
  }

  @Override
  public boolean has(String name) {
    return !(tied && name.equals("lm_head.weight"));
  }

  @Override
  public Tensor parameter(String name, long... shape) {
    int size = Math.toIntExact(java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact));
    float[] values = new float[size];
    if (name.endsWith("bias")) {
      return Tensors.of(values, shape);
    }
    if (shape.length == 1) {
      java.util.Arrays.fill(values, 1);
      return Tensors.of(values, shape);
    }
    double deviation = name.contains("embed_tokens") ? 0.02 : Math.sqrt(1.0 * shape[0] / size);
    if (name.endsWith("o_proj.weight")
        || name.endsWith("down_proj.weight")
        || name.endsWith("attn.proj.weight")) {
      deviation /= Math.sqrt(2.0 * depth);
    }
    SplittableRandom random = new SplittableRandom(seed ^ name.hashCode() * 0x9E3779B97F4A7C15L);
    for (int i = 0; i < size; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Tensors.of(values, shape);
  }
}
