package io.github.deepeyes4j.model.lora;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.Checkpoint;
import io.github.deepeyes4j.model.weights.Companions;
import io.github.deepeyes4j.model.weights.GivenParameters;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// An adapter's directory as a model of its own.
public final class AdaptedModel {
  private AdaptedModel() {}

  /// The model directory that holds the base: the directory that the adapter names, or the given
  /// one itself when it holds no adapter.
  public static Path base(Path directory) {
    if (!LoraConfig.isAt(directory)) {
      return directory;
    }
    String base = LoraConfig.load(directory).base();
    if (!Files.isRegularFile(Path.of(base).resolve("config.json"))) {
      throw new BadInputException(
          "%s: its base model '%s' is no model directory".formatted(directory, base));
    }
    return Path.of(base);
  }

  /// The model with the adapter in a directory worked into its weights.
  public static QwenVl merge(QwenVl model, Path directory) {
    try (LoraAdapter adapter =
        LoraAdapter.load(directory, model.parameters(), model.placement().single())) {
      Map<String, Tensor> merged = adapter.merge(model.parameters());
      return new QwenVl(model.config(), new GivenParameters(merged), model.placement());
    }
  }

  /// Writes a new model directory: the base of an adapter with the adapter worked in, in the
  /// precision in which the base is stored.
  public static void write(Path directory, Path base, Path out) throws IOException {
    Placement placement = new Placement("cpu", Checkpoint.storedPrecision(base));
    try (Checkpoint checkpoint = Checkpoint.open(base, placement)) {
      QwenVlConfig config = QwenVlConfig.load(base.resolve("config.json"));
      QwenVl merged = merge(new QwenVl(config, checkpoint, placement), directory);
      Files.createDirectories(out);
      Companions.copy(base, out);
      SafeTensorsWriter.write(out.resolve("model.safetensors"), merged.parameters());
    }
  }
}
