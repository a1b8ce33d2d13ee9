package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import io.github.deepeyes4j.model.lora.LoraConfig;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.GivenParameters;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// What a run trains, and what it leaves as it is.
///
/// @param config the model's shape
/// @param initial the trained parameters as they were before, by name; to be copied while the
///   checkpoint that they come from is open
/// @param frozen the others, shared by all replicas
/// @param lora the adapter that is trained; when empty, the model itself is
record Trained(
    QwenVlConfig config,
    Map<String, Tensor> initial,
    Map<String, Tensor> frozen,
    Optional<LoraConfig> lora) {

  /// Parts the model itself.
  static Trained model(QwenVl model, List<Part> freeze) {
    Map<String, Tensor> frozen = new TreeMap<>(model.parameters());
    Map<String, Tensor> initial = new TreeMap<>(thawed(model, freeze));
    frozen.keySet().removeAll(initial.keySet());
    return new Trained(model.config(), initial, copies(frozen), Optional.empty());
  }

  /// Trains an adapter: the one that an earlier run has left in a directory, or a fresh one.
  static Trained adapter(QwenVl model, SftConfig run, LoraSettings lora, Optional<Path> earlier) {
    LoraConfig config = config(model, run, lora);
    LoraAdapter adapter =
        earlier
            .map(directory -> LoraAdapter.load(directory, model.parameters(), Placement.CPU_FP32))
            .orElseGet(() -> LoraAdapter.fresh(config, thawed(model, run.freeze()), run.seed()));
    if (!adapter.config().equals(config)) {
      throw new BadInputException(
          "%s: the run's adapter was another: %s, now %s"
              .formatted(run.out(), adapter.config(), config));
    }
    return new Trained(
        model.config(), adapter.parameters(), copies(model.parameters()), Optional.of(config));
  }

  /// Where a part is frozen, the layers that are left are named one by one.
  private static LoraConfig config(QwenVl model, SftConfig run, LoraSettings lora) {
    LoraConfig all = new LoraConfig(run.from(), lora.rank(), lora.alpha(), false, lora.targets());
    return run.freeze().isEmpty() ? all : all.over(thawed(model, run.freeze()));
  }

  private static Map<String, Tensor> thawed(QwenVl model, List<Part> freeze) {
    Map<String, Tensor> thawed = new TreeMap<>(model.parameters());
    thawed.keySet().removeIf(name -> freeze.stream().anyMatch(part -> part.holds(name)));
    return thawed;
  }

  /// They outlive the checkpoint that they come from.
  private static Map<String, Tensor> copies(Map<String, Tensor> parameters) {
    Map<String, Tensor> copies = new HashMap<>();
    try (PointerScope _ = new PointerScope()) {
      parameters.forEach((name, tensor) -> copies.put(name, tensor.clone().retainReference()));
    }
    return copies;
  }

  /// The model that computes with given values of the trained parameters.
  QwenVl model(Map<String, Tensor> values) {
    Map<String, Tensor> all = new HashMap<>(frozen);
    all.putAll(values);
    QwenVl model = new QwenVl(config, new GivenParameters(all), Placement.CPU_FP32);
    return lora.map(adapter -> model.adapted(LoraAdapter.of(adapter, values))).orElse(model);
  }

  /// Writes the trained parameters as Hugging Face's libraries read them: a whole model's weights,
  /// or an adapter.
  void save(Path directory, Map<String, Tensor> values) throws IOException {
    if (lora.isPresent()) {
      LoraAdapter.of(lora.get(), values).save(directory);
    } else {
      Map<String, Tensor> all = new TreeMap<>(frozen);
      all.putAll(values);
      SafeTensorsWriter.write(directory.resolve("model.safetensors"), all);
    }
  }
}
