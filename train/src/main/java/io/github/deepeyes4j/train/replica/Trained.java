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
import java.util.Objects;
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
/// @param frozen the others, shared by all replicas, which only read them
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

  /// Opens what a plan trains. What is frozen is copied.
  ///
  /// @param model the weights to go on from; with an adapter, its base
  /// @param earlier the run's last checkpoint
  public static Trained of(QwenVl model, Plan plan, Optional<Path> earlier) {
    Trained trained = plan.lora == null ? whole(model, plan) : adapter(model, plan, earlier);
    return trained.copied();
  }

  private static Trained whole(QwenVl model, Plan plan) {
    Map<String, Tensor> frozen = new TreeMap<>(model.parameters());
    Map<String, Tensor> initial = new TreeMap<>(thawed(model, plan.freeze));
    frozen.keySet().removeAll(initial.keySet());
    return new Trained(model.config(), initial, frozen, Optional.empty(), plan.compute);
  }

  /// Opens an adapter over a model that others compute with, too: what is frozen are its own
  /// tensors, and all replicas must be done before they are freed.
  ///
  /// @param base where layers compute, in the precision that they do in
  /// @param earlier the run's last checkpoint, which has the adapter to go on from; without one it
  ///   is fresh
  public static Trained adapter(QwenVl base, Plan run, Optional<Path> earlier) {
    LoraConfig config = config(base, run, Objects.requireNonNull(run.lora()));
    LoraAdapter adapter =
        earlier
            .map(directory -> LoraAdapter.load(directory, base.parameters(), Placement.CPU_FP32))
            .orElseGet(() -> LoraAdapter.fresh(config, thawed(base, run.freeze()), run.seed()));
    if (!adapter.config().equals(config)) {
      throw new BadInputException(
          "%s: the run's adapter was another: %s, now %s"
              .formatted(run.out(), adapter.config(), config));
    }
    return new Trained(
        base.config(), adapter.parameters(), base.parameters(), Optional.of(config), run.compute);
  }

  /// Nothing is trained: a model to compare with, whose tensors are shared as those of [#adapter]
  /// are.
  public static Trained nothing(QwenVl model, Compute compute) {
    return new Trained(model.config(), Map.of(), model.parameters(), Optional.empty(), compute);
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

  /// The same with copies of what is frozen, where layers compute: they outlive the checkpoint that
  /// they come from.
  public Trained copied() {
    Map<String, Tensor> copies = new HashMap<>();
    Placement placement = compute.placement();
    try (PointerScope _ = new PointerScope()) {
      frozen.forEach((name, tensor) -> copies.put(name, placement.copy(tensor).retainReference()));
    }
    return new Trained(config, initial, copies, lora, compute);
  }

  /// The model that computes with given values of the trained parameters.
  public QwenVl model(Map<String, Tensor> values) {
    Map<String, Tensor> all = new HashMap<>(frozen);
    all.putAll(values);
    QwenVl model = new QwenVl(config, new GivenParameters(all), compute.placement());
    return lora.map(adapter -> model.adapted(LoraAdapter.of(adapter, values))).orElse(model);
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
