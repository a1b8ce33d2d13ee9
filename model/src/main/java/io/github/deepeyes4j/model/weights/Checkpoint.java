package io.github.deepeyes4j.model.weights;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The parameters in a Hugging Face model directory: `model.safetensors`, or shards listed in
/// `model.safetensors.index.json`.
///
/// A parameter whose stored precision is the one asked for is a view of the mapped file, copied
/// nowhere; others are converted when they are asked for. Closing unmaps the files: no parameter
/// may be used afterwards.
public final class Checkpoint implements ParameterSource, AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Path directory;
  private final Placement placement;
  private final Arena arena;
  private final Map<String, SafeTensors> files;

  private Checkpoint(
      Path directory, Placement placement, Arena arena, Map<String, SafeTensors> files) {
    this.directory = directory;
    this.placement = placement;
    this.arena = arena;
    this.files = files;
  }

  public static Checkpoint open(Path directory, Placement placement) {
    // Shared: tensors are touched by the engine's thread, whichever thread loaded them.
    Arena arena = Arena.ofShared();
    try {
      Map<String, SafeTensors> byName = new HashMap<>();
      for (Path shard : shards(directory)) {
        SafeTensors file = SafeTensors.open(shard, arena);
        file.names().forEach(name -> byName.put(HubNames.of(name), file));
      }
      return new Checkpoint(directory, placement, arena, byName);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static List<Path> shards(Path directory) {
    Path index = directory.resolve(INDEX);
    if (!Files.exists(index)) {
      if (!Files.exists(directory.resolve(SINGLE))) {
        if (Files.exists(directory.resolve("adapter_config.json"))) {
          throw new BadInputException(
              directory + ": an adapter, not a model; 'deepeyes merge' makes one of it");
        }
        throw new BadInputException(
            "%s: has neither %s nor %s".formatted(directory, SINGLE, INDEX));
      }
      return List.of(directory.resolve(SINGLE));
    }
    try {
      JsonNode map = JsonMapper.shared().readTree(Files.readAllBytes(index)).path("weight_map");
      TreeSet<String> names = new TreeSet<>();
      map.forEach(name -> names.add(name.asString()));
      return names.stream().map(directory::resolve).toList();
    } catch (IOException | JacksonException e) {
      throw new BadInputException(index + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// The precision in which a model directory's weights are stored; bf16 for half precision of
  /// either kind.
  public static Placement.Precision storedPrecision(Path directory) {
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors first = SafeTensors.open(shards(directory).getFirst(), arena);
      ScalarType type = first.tensor(first.names().iterator().next()).scalar_type().intern();
      return type == ScalarType.Float ? Placement.Precision.FP32 : Placement.Precision.BF16;
    }
  }

  @Override
  public boolean has(String name) {
    return files.containsKey(name);
  }

  @Override
  public Tensor parameter(String name, long... shape) {
    SafeTensors file = files.get(name);
    if (file == null) {
      throw new BadInputException("%s: the weights lack tensor %s".formatted(directory, name));
    }
    Tensor stored = file.tensor(storedName(file, name));
    if (!Arrays.equals(Tensors.shape(stored), shape)) {
      throw new BadInputException(
          "%s: tensor %s has shape %s, the configuration needs %s"
              .formatted(
                  directory, name, Arrays.toString(Tensors.shape(stored)), Arrays.toString(shape)));
    }
    return placement.place(stored);
  }

  private static String storedName(SafeTensors file, String name) {
    return Stream.of(name, HubNames.newer(name))
        .filter(file.names()::contains)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    arena.close();
  }
}
