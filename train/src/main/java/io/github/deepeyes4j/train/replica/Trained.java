package io.github.deepeyes4j.train.replica;

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
import org.jspecify.annotations.Nullable;

/// What a run trains, and what it leaves as it is, the latter in the precision that layers compute
/// in.
///
/// @param config the model's shape
/// @param initial the trained parameters as they were before, by name; to be copied while the
///   checkpoint that they come from is open
/// @param frozen the others, shared by all replicas
/// @param lora the adapter that is trained; when empty, the model itself is
/// @param compute where and how
public record Trained(
    QwenVlConfig config,
    Map<String, Tensor> initial,
    Map<String, Tensor> frozen,
    Optional<LoraConfig> lora,
    Compute compute) {

  /// What is to be trained.
  ///
  /// @param from the model directory that the run starts from
  /// @param out the run's directory, for messages
  /// @param seed of a fresh adapter
  /// @param freeze parts that are not trained, nor adapted
  /// @param lora trains an adapter; null for the model itself
  /// @param compute where and how
  public record Plan(
      String from,
      String out,
      long seed,
      List<Part> freeze,
      @Nullable LoraSettings lora,
      Compute compute) {

    /// How weights are to be read for [#of]: what is trained in single precision, the base of an
    /// adapter as it is computed with.
    public Placement reading() {
      return lora == null
          ? Placement.CPU_FP32
          : new Placement(Placement.CPU_FP32.device(), compute.precision());
    }
  }

  /// Opens what a plan trains.
  ///
  /// @param model the weights to go on from; with an adapter, its base
  /// @param earlier the run's last checkpoint
  public static Trained of(QwenVl model, Plan plan, Optional<Path> earlier) {
    return plan.lora == null ? whole(model, plan) : adapter(model, plan, plan.lora, earlier);
  }

  private static Trained whole(QwenVl model, Plan plan) {
    Map<String, Tensor> frozen = new TreeMap<>(model.parameters());
    Map<String, Tensor> initial = new TreeMap<>(thawed(model, plan.freeze));
    frozen.keySet().removeAll(initial.keySet());
    return new Trained(
        model.config(), initial, copies(frozen, plan), Optional.empty(), plan.compute);
  }

  /// The adapter that an earlier run has left in a directory, or a fresh one.
  private static Trained adapter(
      QwenVl model, Plan run, LoraSettings lora, Optional<Path> earlier) {
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
        model.config(),
        adapter.parameters(),
        copies(model.parameters(), run),
        Optional.of(config),
        run.compute);
  }

  /// Where a part is frozen, the layers that are left are named one by one.
  private static LoraConfig config(QwenVl model, Plan run, LoraSettings lora) {
    LoraConfig all = new LoraConfig(run.from(), lora.rank(), lora.alpha(), false, lora.targets());
    return run.freeze().isEmpty() ? all : all.over(thawed(model, run.freeze()));
  }

  private static Map<String, Tensor> thawed(QwenVl model, List<Part> freeze) {
    Map<String, Tensor> thawed = new TreeMap<>(model.parameters());
    thawed.keySet().removeIf(name -> freeze.stream().anyMatch(part -> part.holds(name)));
    return thawed;
  }

  /// They outlive the checkpoint that they come from.
  private static Map<String, Tensor> copies(Map<String, Tensor> parameters, Plan plan) {
    Map<String, Tensor> copies = new HashMap<>();
    Placement placement = plan.compute.placement();
    try (PointerScope _ = new PointerScope()) {
      parameters.forEach(
          (name, tensor) -> copies.put(name, placement.copy(tensor).retainReference()));
    }
    return copies;
  }

  /// The model that computes with given values of the trained parameters.
  public QwenVl model(Map<String, Tensor> values) {
    Map<String, Tensor> all = new HashMap<>(frozen);
    all.putAll(values);
    QwenVl model = new QwenVl(config, new GivenParameters(all), compute.placement());
    return lora.map(adapter -> model.adapted(LoraAdapter.of(adapter, values))).orElse(model);
  }

  /// Those weights of the model alone that make it compute the same: what is trained, or the
  /// adapted layers with the adapter merged into them.
  public Map<String, Tensor> weights(Map<String, Tensor> values) {
    if (lora.isEmpty()) {
      return values;
    }
    Map<String, Tensor> merged = new HashMap<>(LoraAdapter.of(lora.get(), values).merge(frozen));
    merged.values().removeAll(frozen.values());
    return merged;
  }

  /// Writes the trained parameters as Hugging Face's libraries read them: a whole model's weights,
  /// or an adapter.
  public void save(Path directory, Map<String, Tensor> values) throws IOException {
    if (lora.isPresent()) {
      LoraAdapter.of(lora.get(), values).save(directory);
    } else {
      Map<String, Tensor> all = new TreeMap<>(frozen);
      all.putAll(values);
      SafeTensorsWriter.write(directory.resolve("model.safetensors"), all);
    }
  }
}
