package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The shape of a Qwen2.5-VL model, as its `config.json` states it.
///
/// @param imageToken the id that stands for one merged cell of a picture
/// @param tied whether the output shares the embeddings' matrix
public record QwenVlConfig(Text text, Vision vision, int imageToken, boolean tied) {

  /// The decoder.
  ///
  /// @param mropeSections how many of a head's K/2 frequencies turn with time, height and width
  public record Text(
      int vocabulary,
      int width,
      int feedForward,
      int layers,
      int heads,
      int kvHeads,
      int maxPositions,
      double normEps,
      double ropeTheta,
      List<Integer> mropeSections) {
    public Text {
      mropeSections = List.copyOf(mropeSections);
      require(
          width % heads == 0,
          () -> "hidden_size %d must divide by num_attention_heads %d".formatted(width, heads));
      require(
          heads % kvHeads == 0,
          () ->
              "num_attention_heads %d must divide by num_key_value_heads %d"
                  .formatted(heads, kvHeads));
      int frequencies = width / heads / 2;
      int sum = mropeSections.stream().mapToInt(Integer::intValue).sum();
      require(
          sum == frequencies,
          () -> "mrope_section sums to %d, head_dim / 2 is %d".formatted(sum, frequencies));
    }

    public int headWidth() {
      return width / heads;
    }
  }

  /// The vision tower.
  ///
  /// @param window side of an attention window in pixels
  /// @param fullAttention layers that attend over the whole picture instead of within windows
  public record Vision(
      int width,
      int feedForward,
      int layers,
      int heads,
      int outWidth,
      int patch,
      int temporalPatch,
      int merge,
      int window,
      List<Integer> fullAttention) {
    public Vision {
      fullAttention = List.copyOf(fullAttention);
      require(
          width % heads == 0,
          () -> "vision hidden_size %d must divide by num_heads %d".formatted(width, heads));
      require(
          width / heads % 4 == 0,
          () -> "vision head width %d must divide by 4 (two axes)".formatted(width / heads));
    }

    public int headWidth() {
      return width / heads;
    }

    /// Values in one patch: three channels, the frames, a square of pixels.
    public int patchValues() {
      return 3 * temporalPatch * patch * patch;
    }
  }

  private static void require(boolean holds, Supplier<String> message) {
    if (!holds) {
      throw new IllegalArgumentException(message.get());
    }
  }

  /// Reads `config.json`, in the hub's flat layout or with a nested `text_config`.
  public static QwenVlConfig load(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try {
      JsonNode root = JsonMapper.shared().readTree(file.toFile());
      String type = root.path("model_type").asString("");
      if (!type.equals("qwen2_5_vl")) {
        throw new BadInputException(
            "%s: model_type '%s' is not supported; allowed: qwen2_5_vl".formatted(file, type));
      }
      JsonNode text = root.has("text_config") ? root.path("text_config") : root;
      boolean tied =
          root.path("tie_word_embeddings").asBoolean(false)
              || text.path("tie_word_embeddings").asBoolean(false);
      return new QwenVlConfig(
          text(text), vision(root.path("vision_config")), integer(root, "image_token_id"), tied);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new BadInputException(
          file + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private static Text text(JsonNode node) {
    JsonNode rope =
        node.has("rope_parameters") ? node.path("rope_parameters") : node.path("rope_scaling");
    double theta =
        rope.has("rope_theta")
            ? rope.path("rope_theta").asDouble()
            : node.path("rope_theta").asDouble(1_000_000);
    int heads = integer(node, "num_attention_heads");
    return new Text(
        integer(node, "vocab_size"),
        integer(node, "hidden_size"),
        integer(node, "intermediate_size"),
        integer(node, "num_hidden_layers"),
        heads,
        node.path("num_key_value_heads").asInt(heads),
        node.path("max_position_embeddings").asInt(32768),
        node.path("rms_norm_eps").asDouble(1e-6),
        theta,
        integers(rope.path("mrope_section"), List.of(16, 24, 24)));
  }

  private static Vision vision(JsonNode node) {
    return new Vision(
        integer(node, "hidden_size"),
        integer(node, "intermediate_size"),
        integer(node, "depth"),
        integer(node, "num_heads"),
        integer(node, "out_hidden_size"),
        node.path("patch_size").asInt(14),
        node.path("temporal_patch_size").asInt(2),
        node.path("spatial_merge_size").asInt(2),
        node.path("window_size").asInt(112),
        integers(node.path("fullatt_block_indexes"), List.of(7, 15, 23, 31)));
  }

  private static int integer(JsonNode node, String key) {
    if (!node.path(key).isInt()) {
      throw new IllegalArgumentException("key %s is missing or no integer".formatted(key));
    }
    return node.path(key).asInt();
  }

  private static List<Integer> integers(JsonNode node, List<Integer> otherwise) {
    if (!node.isArray()) {
      return otherwise;
    }
    List<Integer> values = new ArrayList<>();
    node.forEach(value -> values.add(value.asInt()));
    return values;
  }
}
