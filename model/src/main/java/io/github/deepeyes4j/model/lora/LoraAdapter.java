package io.github.deepeyes4j.model.lora;

import io.github.deepeyes4j.model.qwenvl.Adaptation;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A low-rank adapter (LoRA, arXiv 2106.09685, section 4.1): adapted layers compute `W x + s B A x`
/// with `A` of r rows and `B` of r columns.
///
/// Two adapters are equal only when they are the same one. Use from one thread at a time.
public final class LoraAdapter implements Adaptation, AutoCloseable {
  static final String WEIGHTS = "adapter_model.safetensors";

  private final LoraConfig config;
  private final Map<String, LowRank> layers;

  /// The two matrices of one layer. Those of a convolution have the kernel's axes, of size 1 in B.
  record LowRank(Tensor a, Tensor b) {
    Tensor apply(Tensor x) {
      return torch.linear(torch.linear(x, a.flatten(1, -1)), b.flatten(1, -1));
    }
  }

  LoraAdapter(LoraConfig config, Map<String, LowRank> layers) {
    this.config = config;
    this.layers = layers;
  }

  /// Reads an adapter's directory. What does not fit the model is a [BadInputException].
  ///
  /// @param model the parameters of the model that it is to adapt
  /// @param placement where the adapter's matrices are put
  public static LoraAdapter load(Path directory, Map<String, Tensor> model, Placement placement) {
    return new LoraFile(directory, model).read(placement);
  }

  /// An adapter of given matrices, which stay their owner's.
  ///
  /// @param parameters as [#parameters] names them; others are left aside
  public static LoraAdapter of(LoraConfig config, Map<String, Tensor> parameters) {
    Map<String, LowRank> layers = new LinkedHashMap<>();
    parameters.forEach((name, a) -> {
      if (name.endsWith(LoraNames.A)) {
        String layer = LoraNames.layer(name);
        Tensor b = Objects.requireNonNull(parameters.get(layer + LoraNames.B), name);
        layers.put(layer, new LowRank(a, b));
      }
    });
    return new LoraAdapter(config, layers);
  }

  /// A fresh adapter, the same for the same seed on every machine. It changes nothing yet: `A` is
  /// uniform within ±1/√fan-in as PEFT draws it (Kaiming, a = √5), `B` zero.
  ///
  /// @param model parameters of the layers that may be adapted
  public static LoraAdapter fresh(LoraConfig config, Map<String, Tensor> model, long seed) {
    LoraNames.requireTargets(config, model);
    Map<String, LowRank> layers = new LinkedHashMap<>();
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      LoraNames.layers(model)
          .filter(config::targets)
          .forEach(layer -> {
            long[] weight = LoraNames.weightShape(model, layer);
            Tensor a = uniform(seed ^ layer.hashCode(), LoraNames.shapeOfA(weight, config.rank()));
            Tensor b = torch.zeros(LoraNames.shapeOfB(weight, config.rank()));
            layers.put(layer, new LowRank(a.retainReference(), b.retainReference()));
          });
    }
    return new LoraAdapter(config, layers);
  }

  /// A copy that a model can compute with: where its parameters are, in their precision.
  ///
  /// @throws IllegalArgumentException when a matrix belongs to no layer of the model, or has
  ///   another shape than the layer needs
  public LoraAdapter copyFor(QwenVl model) {
    Map<String, Tensor> matrices = parameters();
    matrices.forEach((name, matrix) -> requireFits(name, matrix, model));
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      matrices.replaceAll((_, matrix) -> model.placement().copy(matrix.detach()).retainReference());
    }
    return of(config, matrices);
  }

  private void requireFits(String name, Tensor matrix, QwenVl model) {
    long[] weight = LoraNames.weightShape(model.parameters(), LoraNames.layer(name));
    long[] needed = LoraNames.shape(name, weight, config.rank());
    if (!Arrays.equals(Tensors.shape(matrix), needed)) {
      throw new IllegalArgumentException(
          "%s has the shape %s, not %s"
              .formatted(name, Arrays.toString(Tensors.shape(matrix)), Arrays.toString(needed)));
    }
  }

  private static Tensor uniform(long seed, long[] shape) {
    SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L);
    int size = 1;
    for (long axis : shape) {
      size = Math.toIntExact(size * axis);
    }
    double bound = 1 / Math.sqrt((double) size / shape[0]);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return Tensors.of(values, shape);
  }

  public LoraConfig config() {
    return config;
  }

  /// The matrices: those of layer `x` are `x.lora_A.weight` and `x.lora_B.weight`, layers being
  /// named as on the hub.
  public Map<String, Tensor> parameters() {
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    layers.forEach((layer, pair) -> {
      parameters.put(layer + LoraNames.A, pair.a);
      parameters.put(layer + LoraNames.B, pair.b);
    });
    return parameters;
  }

  /// Whether pictures are seen differently.
  public boolean adaptsVision() {
    return layers.keySet().stream().anyMatch(layer -> layer.startsWith("visual."));
  }

  boolean adapts(String layer) {
    return layers.containsKey(layer);
  }

  /// What is added to a layer's output; only for a layer that is adapted.
  Tensor delta(String layer, Tensor x) {
    LowRank pair = layers.get(layer);
    if (pair == null) {
      throw new IllegalArgumentException(layer + " is not adapted");
    }
    return pair.apply(x).mul_(new Scalar(config.scaling()));
  }

  @Override
  public Tensor adapt(String layer, Tensor x, Tensor y) {
    return adapts(layer) ? y.add_(delta(layer, x)) : y;
  }

  /// The model's parameters with the adapter worked in: `W + s B A`, added in single precision.
  ///
  /// @return the model's own tensors where nothing changes, else new ones, which are the caller's
  public Map<String, Tensor> merge(Map<String, Tensor> model) {
    Map<String, Tensor> merged = new LinkedHashMap<>(model);
    layers.forEach((layer, pair) ->
        merged.computeIfPresent(layer + ".weight", (_, weight) -> merge(weight, pair)));
    return merged;
  }

  private Tensor merge(Tensor weight, LowRank pair) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor b = pair.b.to(ScalarType.Float).flatten(1, -1);
      Tensor product = b.matmul(pair.a.to(ScalarType.Float).flatten(1, -1));
      Tensor added = product.mul_(new Scalar(config.scaling())).view_as(weight);
      return added.add_(weight).to(weight.scalar_type()).retainReference();
    }
  }

  /// Writes `adapter_config.json` and `adapter_model.safetensors` as PEFT does.
  public void save(Path directory) throws IOException {
    Map<String, Tensor> keyed = new LinkedHashMap<>();
    parameters().forEach((name, tensor) -> keyed.put(LoraNames.key(name), tensor));
    SafeTensorsWriter.write(directory.resolve(WEIGHTS), keyed);
    config.save(directory);
  }

  /// Frees the matrices of an adapter that was loaded, made or copied here.
  @Override
  public void close() {
    parameters().values().forEach(Tensor::close);
  }
}
