package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.tensor.Threads;
import io.github.deepeyes4j.model.weights.Checkpoint;
import io.github.deepeyes4j.model.weights.ParameterSource;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Time and memory of loading a checkpoint with the shape of Qwen2.5-VL-7B and fewer decoder
/// layers, random weights in bf16. Two runs: `write DIR LAYERS`, then, in a fresh process, `load
/// DIR`.
public final class LoadCheckpoint {
  private LoadCheckpoint() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "write" -> write(directory, Integer.parseInt(arguments[2]));
      case "load" -> load(directory);
      default -> throw new IllegalArgumentException("write DIR LAYERS | load DIR");
    }
  }

  private static void write(Path directory, int layers) throws IOException {
    Files.createDirectories(directory);
    Path configFile = directory.resolve("config.json");
    Files.writeString(configFile, config(layers));
    ParameterSource random =
        new ParameterSource() {
          @Override
          public Tensor parameter(String name, long... shape) {
            try (NoGradGuard _ = new NoGradGuard()) {
              return torch.randn(shape).mul_(new Scalar(0.02)).to(ScalarType.BFloat16);
            }
          }

          @Override
          public boolean has(String name) {
            return true;
          }
        };
    QwenVl model = new QwenVl(QwenVlConfig.load(configFile), random, placement());
    SafeTensorsWriter.write(directory.resolve("model.safetensors"), model.parameters());
    print("written", Files.size(directory.resolve("model.safetensors")) / 1e9, "GB");
  }

  private static String config(int layers) {
    return """
    {"model_type": "qwen2_5_vl", "vocab_size": 152064, "hidden_size": 3584,
     "intermediate_size": 18944, "num_hidden_layers": %d, "num_attention_heads": 28,
     "num_key_value_heads": 4, "rms_norm_eps": 1e-6, "rope_theta": 1000000.0,
     "rope_scaling": {"type": "mrope", "mrope_section": [16, 24, 24]},
     "max_position_embeddings": 128000, "tie_word_embeddings": false, "image_token_id": 151655,
     "vision_config": {"depth": 32, "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16,
      "out_hidden_size": 3584, "patch_size": 14, "spatial_merge_size": 2, "temporal_patch_size": 2,
      "window_size": 112, "fullatt_block_indexes": [7, 15, 23, 31]}}
    """
        .formatted(layers);
  }

  private static Placement placement() {
    return new Placement("cpu", Precision.BF16);
  }

  private static void load(Path directory) throws IOException {
    Threads.use(Runtime.getRuntime().availableProcessors());
    QwenVlConfig config = QwenVlConfig.load(directory.resolve("config.json"));
    print("file", Files.size(directory.resolve("model.safetensors")) / 1e9, "GB");
    report("before loading");
    long start = System.nanoTime();
    QwenVl model = new QwenVl(config, Checkpoint.open(directory, placement()), placement());
    print("load time", (System.nanoTime() - start) / 1e9, "s");
    report("after loading");
    start = System.nanoTime();
    forward(model);
    print("first forward of 8 tokens", (System.nanoTime() - start) / 1e9, "s");
    report("after the forward");
    start = System.nanoTime();
    forward(model);
    print("second forward of 8 tokens", (System.nanoTime() - start) / 1e9, "s");
  }

  private static void forward(QwenVl model) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      TokenSequence tokens =
          new TokenSequence(
              new int[] {1, 2, 3, 4, 5, 6, 7, 8}, new boolean[8], new float[8], List.of());
      Tensor hidden =
          model.hidden(
              model.embed(List.of(tokens), new Tensor()),
              List.of(RopeIndex.of(tokens)),
              new CausalAttention());
      model.logits(hidden.narrow(1, 7, 1));
    }
  }

  /// Memory of this process by kind: pages of its own (copies would be here) and pages of mapped
  /// files.
  private static void report(String when) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("RssAnon") || line.startsWith("RssFile")) {
        String[] words = line.split("\\s+", -1);
        print(when + ", " + words[0], Long.parseLong(words[1]) / 1e6, "GB");
      }
    }
  }

  private static void print(String what, double value, String unit) {
    System.out.println(String.format(Locale.ROOT, "%-40s %8.3f %s", what, value, unit));
  }
}
