package io.github.deepeyes4j.train;

import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.RandomParameters;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A model of one layer with random weights, as a directory.
public final class TinyModel {
  private static final Path TOKENIZER = Path.of("../core/src/test/resources/tokenizer.json");

  private TinyModel() {}

  /// Writes the model.
  ///
  /// @param directory to be made
  public static void write(Path directory) throws IOException {
    Files.createDirectory(directory);
    Files.copy(TOKENIZER, directory.resolve("tokenizer.json"));
    Tokenizer tokenizer = Tokenizer.load(TOKENIZER);
    Files.writeString(
        directory.resolve("config.json"),
        """
        {"model_type": "qwen2_5_vl", "vocab_size": %d, "hidden_size": 32, "intermediate_size": 48,
         "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1,
         "rope_scaling": {"mrope_section": [2, 3, 3]}, "rope_theta": 1000, "image_token_id": %d,
         "max_position_embeddings": 512,
         "vision_config": {"hidden_size": 16, "intermediate_size": 24, "depth": 1, "num_heads": 2,
          "out_hidden_size": 32, "fullatt_block_indexes": [0]}}
        """
            .formatted(tokenizer.vocabularySize(), tokenizer.id("<|image_pad|>")));
    Files.writeString(
        directory.resolve("preprocessor_config.json"),
        "{\"min_pixels\": 3136, \"max_pixels\": 3136}");
    QwenVlConfig config = QwenVlConfig.load(directory.resolve("config.json"));
    QwenVl model = new QwenVl(config, new RandomParameters(1, 1, false), Placement.CPU_FP32);
    SafeTensorsWriter.write(directory.resolve("model.safetensors"), model.parameters());
  }
}
