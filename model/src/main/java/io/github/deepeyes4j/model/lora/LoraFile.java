package io.github.deepeyes4j.model.lora;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.lora.LoraAdapter.LowRank;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.SafeTensors;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// An adapter's directory being read against the model that it is to adapt: every matrix must
/// belong to a layer and have its shape, and none of the targets may be without.
///
/// @param model the model's parameters
record LoraFile(Path directory, Map<String, Tensor> model) {
  LoraAdapter read(Placement placement) {
    LoraConfig config = LoraConfig.load(directory);
    Path file = directory.resolve(LoraAdapter.WEIGHTS);
    try (Arena arena = Arena.ofConfined();
        PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      SafeTensors stored = SafeTensors.open(file, arena);
      Map<String, Tensor> matrices = new HashMap<>();
      Set<String> adapted = new TreeSet<>();
      Set<String> layers = LoraNames.layers(model).collect(Collectors.toSet());
      for (String key : stored.names()) {
        String name = LoraNames.name(key);
        boolean matrix = name.endsWith(LoraNames.A) || name.endsWith(LoraNames.B);
        if (!matrix || !layers.contains(LoraNames.layer(name))) {
          throw new BadInputException(
              "%s: tensor %s belongs to no layer of the model that can be adapted"
                  .formatted(file, key));
        }
        matrices.put(name, checked(file, key, stored.tensor(key), config.rank()));
        adapted.add(LoraNames.layer(name));
      }
      layers.stream().filter(config::targets).forEach(adapted::add);
      Map<String, LowRank> pairs = new LinkedHashMap<>();
      for (String layer : adapted) {
        Tensor a = owned(file, layer + LoraNames.A, matrices, placement);
        Tensor b = owned(file, layer + LoraNames.B, matrices, placement);
        pairs.put(layer, new LowRank(a, b));
      }
      return new LoraAdapter(config, pairs);
    }
  }

  private Tensor checked(Path file, String key, Tensor stored, int rank) {
    String name = LoraNames.name(key);
    long[] weight = LoraNames.weightShape(model, LoraNames.layer(name));
    long[] needed = LoraNames.shape(name, weight, rank);
    if (!Arrays.equals(Tensors.shape(stored), needed)) {
      throw new BadInputException(
          "%s: tensor %s has shape %s; the layer and rank %d need %s"
              .formatted(
                  file,
                  key,
                  Arrays.toString(Tensors.shape(stored)),
                  rank,
                  Arrays.toString(needed)));
    }
    return stored;
  }

  /// A copy that outlives the mapped file.
  private static Tensor owned(
      Path file, String name, Map<String, Tensor> matrices, Placement placement) {
    Tensor stored = matrices.get(name);
    if (stored == null) {
      throw new BadInputException(
          "%s: the weights lack tensor %s".formatted(file, LoraNames.key(name)));
    }
    return placement.place(stored.clone()).retainReference();
  }
}
