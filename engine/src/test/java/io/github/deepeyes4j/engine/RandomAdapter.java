package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.lora.LoraConfig;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;

/// An adapter that changes what a model says.
public final class RandomAdapter {
  private RandomAdapter() {}

  public static LoraAdapter of(QwenVl model, String base, long seed, String... targets) {
    LoraConfig config = new LoraConfig(base, 4, 4, false, List.of(targets));
    Map<String, Tensor> parameters =
        new HashMap<>(LoraAdapter.fresh(config, model.parameters(), seed).parameters());
    Random random = new Random(seed);
    parameters.replaceAll(
        (name, fresh) -> name.endsWith("lora_B.weight") ? noise(random, fresh) : fresh);
    return LoraAdapter.of(config, parameters);
  }

  private static Tensor noise(Random random, Tensor like) {
    float[] values = new float[Math.toIntExact(like.numel())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, Tensors.shape(like));
  }
}
