package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.ParameterSource;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// A model directory of a given shape with random weights, and how much there is to compute.
///
/// @param layerWeights elements of the decoder layers' matrices
record ShapedModel(Path directory, QwenVlConfig config, long layerWeights) {
  private static final Path TOKENIZER = Path.of("models/nano/tokenizer.json");

  /// What can be measured.
  enum Shape {
    /// Runs anywhere in seconds.
    TINY(64, 192, 2, 4, 2, 0),
    /// Deep enough for its layers to be most of its memory.
    SMALL(256, 1024, 16, 8, 2, 0),
    /// Large enough for its weights, 0.55 GB in single precision, to be most of a process' memory.
    MEDIUM(768, 3072, 16, 12, 4, 0),
    /// Qwen2.5-VL-7B.
    QWEN_7B(3584, 18_944, 28, 28, 4, 152_064);

    private final int width;
    private final int feedForward;
    private final int layers;
    private final int heads;
    private final int kvHeads;
    private final int vocabulary;

    /// @param vocabulary 0 for the tokenizer's
    Shape(int width, int feedForward, int layers, int heads, int kvHeads, int vocabulary) {
      this.width = width;
      this.feedForward = feedForward;
      this.layers = layers;
      this.heads = heads;
      this.kvHeads = kvHeads;
      this.vocabulary = vocabulary;
    }

    private String config(Tokenizer tokenizer) {
      int frequencies = width / heads / 2;
      int side = frequencies * 3 / 8;
      String tower =
          this == QWEN_7B
              ? "\"depth\": 32, \"hidden_size\": 1280, \"intermediate_size\": 3420, \"num_heads\": 16"
              : "\"depth\": 2, \"hidden_size\": 64, \"intermediate_size\": 128, \"num_heads\": 4";
      return """
      {"model_type": "qwen2_5_vl", "vocab_size": %d, "hidden_size": %d, "intermediate_size": %d,
       "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d,
       "rms_norm_eps": 1e-6, "rope_theta": 1000000.0, "tie_word_embeddings": false,
       "rope_scaling": {"type": "mrope", "mrope_section": [%d, %d, %d]},
       "max_position_embeddings": 128000, "image_token_id": %d,
       "vision_config": {%s, "out_hidden_size": %d, "fullatt_block_indexes": [%s]}}
      """
          .formatted(
              vocabulary == 0 ? tokenizer.vocabularySize() : vocabulary,
              width,
              feedForward,
              layers,
              heads,
              kvHeads,
              frequencies - 2 * side,
              side,
              side,
              tokenizer.id("<|image_pad|>"),
              tower,
              width,
              this == QWEN_7B ? "7, 15, 23, 31" : "1");
    }
  }

  /// Writes a model.
  ///
  /// @param maxPixels area of pictures
  static ShapedModel write(
      Path directory, Shape shape, Placement.Precision precision, int maxPixels)
      throws IOException {
    Files.createDirectories(directory);
    Files.copy(TOKENIZER, directory.resolve("tokenizer.json"));
    try (Tokenizer tokenizer = Tokenizer.load(TOKENIZER)) {
      Files.writeString(directory.resolve("config.json"), shape.config(tokenizer));
    }
    Files.writeString(
        directory.resolve("preprocessor_config.json"),
        "{\"min_pixels\": 3136, \"max_pixels\": %d}".formatted(maxPixels));
    QwenVlConfig config = QwenVlConfig.load(directory.resolve("config.json"));
    Placement placement = new Placement("cpu", precision);
    torch.manual_seed(1);
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      QwenVl model = new QwenVl(config, random(placement), placement);
      SafeTensorsWriter.write(directory.resolve("model.safetensors"), model.parameters());
      return new ShapedModel(directory, config, layerWeights(model.parameters()));
    }
  }

  private static long layerWeights(Map<String, Tensor> parameters) {
    return parameters.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("model.layers."))
        .filter(entry -> entry.getValue().dim() == 2)
        .mapToLong(entry -> entry.getValue().numel())
        .sum();
  }

  /// Norms of one, biases of zero, matrices that keep the size of what they multiply.
  private static ParameterSource random(Placement placement) {
    return new ParameterSource() {
      @Override
      public Tensor parameter(String name, long... shape) {
        if (shape.length == 1) {
          return placement.place(name.endsWith("bias") ? torch.zeros(shape) : torch.ones(shape));
        }
        double fanIn = Arrays.stream(shape).skip(1).reduce(1, Math::multiplyExact);
        return Tensors.scoped(
            () -> placement.place(torch.randn(shape).mul_(new Scalar(1 / Math.sqrt(fanIn)))));
      }

      @Override
      public boolean has(String name) {
        return true;
      }
    };
  }

  /// Floating-point operations of the decoder's matrix products in one update of an adapter: the
  /// forward pass and the gradients of what flows through it; a frozen matrix has none of its own.
  /// The vision tower is not counted, nor layers that are computed a second time.
  ///
  /// @param length tokens of a sequence
  /// @param learned those of them that are learned
  double flops(long sequences, long length, long learned) {
    QwenVlConfig.Text text = config.text();
    double products = 2.0 * layerWeights * length;
    double attention = 2.0 * length * length * text.width() * text.layers();
    double output = 2.0 * text.vocabulary() * text.width() * learned;
    return sequences * (2 * (products + output) + 3 * attention);
  }
}
