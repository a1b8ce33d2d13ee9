package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.RandomParameters;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Document;
import io.github.deepeyes4j.world.assets.Fact;
import io.github.deepeyes4j.world.assets.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Creates an untrained nano model: a Qwen2.5-VL in everything but size.
public final class NanoModel {
  private static final int MERGES = 700;
  private static final int WIDTH = 256;
  private static final int LAYERS = 5;

  private NanoModel() {}

  /// Writes a complete model directory with random weights.
  public static void create(Path directory, Assets assets, long seed) throws IOException {
    Files.createDirectories(directory);
    Path tokenizerFile = directory.resolve("tokenizer.json");
    Files.writeString(tokenizerFile, NanoTokenizer.build(texts(assets), MERGES));
    try (Tokenizer tokenizer = Tokenizer.load(tokenizerFile)) {
      write(directory.resolve("config.json"), config(tokenizer));
      write(directory.resolve("tokenizer_config.json"), tokenizerConfig());
      write(directory.resolve("generation_config.json"), generationConfig(tokenizer));
    }
    write(directory.resolve("preprocessor_config.json"), preprocessorConfig());
    Files.writeString(directory.resolve("agent.yaml"), resource("nano-agent.yaml"));
    QwenVlConfig config = QwenVlConfig.load(directory.resolve("config.json"));
    QwenVl model =
        new QwenVl(config, new RandomParameters(seed, LAYERS, config.tied()), Placement.CPU_FP32);
    SafeTensorsWriter.write(directory.resolve("model.safetensors"), model.parameters());
  }

  /// What the tokenizer learns its merges from: the training part of the facts, dictionary texts,
  /// and the protocol's own words.
  private static List<String> texts(Assets assets) throws IOException {
    List<String> texts = new ArrayList<>();
    List<String> train =
        assets.facts(Split.TRAIN).stream().map(Fact::documentId).distinct().toList();
    for (Document document : assets.documents()) {
      boolean fact = train.contains(document.id());
      boolean dictionary = document.id().startsWith("wordnet");
      if (fact || dictionary) {
        texts.add(document.title() + "\n" + document.url() + "\n" + document.text());
      }
    }
    String words = resource("nano-words.txt");
    for (int i = 0; i < 40; i++) {
      texts.add(words);
    }
    return texts;
  }

  private static String resource(String name) throws IOException {
    try (var stream = NanoModel.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource " + name);
      }
      return new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static void write(Path file, Map<String, Object> json) throws IOException {
    Files.writeString(
        file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }

  private static Map<String, Object> config(Tokenizer tokenizer) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architectures", List.of("Qwen2_5_VLForConditionalGeneration"));
    config.put("model_type", "qwen2_5_vl");
    config.put("torch_dtype", "float32");
    config.put("vocab_size", tokenizer.vocabularySize());
    config.put("hidden_size", WIDTH);
    config.put("intermediate_size", 640);
    config.put("num_hidden_layers", LAYERS);
    config.put("num_attention_heads", 4);
    config.put("num_key_value_heads", 2);
    config.put("hidden_act", "silu");
    config.put("max_position_embeddings", 4096);
    config.put("rms_norm_eps", 1e-6);
    config.put("rope_theta", 1000.0);
    config.put("rope_scaling", Map.of("type", "mrope", "mrope_section", List.of(3, 8, 21)));
    config.put("tie_word_embeddings", false);
    config.put("use_sliding_window", false);
    config.put("bos_token_id", tokenizer.id("<|endoftext|>"));
    config.put("eos_token_id", tokenizer.id("<|im_end|>"));
    config.put("vision_start_token_id", tokenizer.id("<|vision_start|>"));
    config.put("vision_end_token_id", tokenizer.id("<|vision_end|>"));
    config.put("image_token_id", tokenizer.id("<|image_pad|>"));
    config.put("video_token_id", tokenizer.id("<|video_pad|>"));
    config.put("vision_config", visionConfig());
    return config;
  }

  private static Map<String, Object> visionConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("model_type", "qwen2_5_vl");
    config.put("depth", 4);
    config.put("hidden_size", 144);
    config.put("intermediate_size", 384);
    config.put("num_heads", 4);
    config.put("out_hidden_size", WIDTH);
    config.put("in_channels", 3);
    config.put("patch_size", 14);
    config.put("temporal_patch_size", 2);
    config.put("spatial_merge_size", 2);
    config.put("window_size", 112);
    config.put("fullatt_block_indexes", List.of(1, 3));
    config.put("hidden_act", "silu");
    return config;
  }

  private static Map<String, Object> preprocessorConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("image_processor_type", "Qwen2VLImageProcessor");
    config.put("min_pixels", 24_000);
    config.put("max_pixels", 28_224);
    config.put("patch_size", 14);
    config.put("temporal_patch_size", 2);
    config.put("merge_size", 2);
    config.put("image_mean", List.of(0.5, 0.5, 0.5));
    config.put("image_std", List.of(0.25, 0.25, 0.25));
    return config;
  }

  private static Map<String, Object> tokenizerConfig() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("eos_token", "<|im_end|>");
    config.put("pad_token", "<|endoftext|>");
    config.put("model_max_length", 4096);
    config.put("clean_up_tokenization_spaces", false);
    return config;
  }

  private static Map<String, Object> generationConfig(Tokenizer tokenizer) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("do_sample", false);
    config.put("eos_token_id", tokenizer.id("<|im_end|>"));
    config.put("pad_token_id", tokenizer.id("<|endoftext|>"));
    return config;
  }
}
