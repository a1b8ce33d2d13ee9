package io.github.deepeyes4j.model.lora;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an adapter is like, as PEFT's `adapter_config.json` states it.
///
/// @param base the model that it was made for: a directory, or a name on the hub
/// @param rank r, the inner width of the added products
/// @param alpha the added products are scaled by alpha / r
/// @param rankStabilized by alpha / √r instead (arXiv 2312.03732)
/// @param targets the adapted layers: names of modules, or what they end in after a dot; none when
///   the file chooses them in another way
public record LoraConfig(
    String base, int rank, double alpha, boolean rankStabilized, List<String> targets) {
  private static final String FILE = "adapter_config.json";

  /// What would change the computation and is not supported here; each must be missing, null, false
  /// or empty.
  private static final List<String> UNSUPPORTED =
      List.of(
          "alora_invocation_tokens",
          "alpha_pattern",
          "arrow_config",
          "fan_in_fan_out",
          "kasa_config",
          "layer_replication",
          "lora_bias",
          "modules_to_save",
          "monteclora_config",
          "rank_pattern",
          "target_parameters",
          "trainable_token_indices",
          "use_bdlora",
          "use_dora",
          "use_qalora",
          "velora_config");

  public LoraConfig {
    targets = List.copyOf(targets);
    if (rank < 1 || !(alpha > 0) || !Double.isFinite(alpha)) {
      throw new BadInputException(
          "rank %d must be at least 1, alpha %s above 0".formatted(rank, alpha));
    }
  }

  /// What the added products are multiplied by.
  public double scaling() {
    return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
  }

  /// Whether a layer is to be adapted.
  ///
  /// @param layer its name on the hub
  public boolean targets(String layer) {
    return targets.stream().anyMatch(target -> matches(target, layer));
  }

  /// The same, its targets found among some layers and named one by one.
  ///
  /// @param parameters those of the layers that may be adapted
  public LoraConfig over(Map<String, Tensor> parameters) {
    LoraNames.requireTargets(this, parameters);
    List<String> named =
        LoraNames.layers(parameters)
            .filter(this::targets)
            // What is left ends the name in every way of naming.
            .map(layer -> layer.replaceFirst("^model\\.", ""))
            .sorted()
            .toList();
    return new LoraConfig(base, rank, alpha, rankStabilized, named);
  }

  static boolean matches(String target, String layer) {
    return layer.equals(target) || layer.endsWith("." + target);
  }

  /// Whether a directory holds an adapter.
  public static boolean isAt(Path directory) {
    return Files.isRegularFile(directory.resolve(FILE));
  }

  /// Reads the configuration in an adapter's directory.
  public static LoraConfig load(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try {
      return of(JsonMapper.shared().readTree(file.toFile()));
    } catch (JacksonException e) {
      throw new BadInputException(file + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (BadInputException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private static LoraConfig of(JsonNode json) {
    requireOnly(json, "peft_type", "LORA");
    requireOnly(json, "bias", "none");
    for (String key : UNSUPPORTED) {
      JsonNode value = json.path(key);
      if (!isUnused(value)) {
        throw new BadInputException("%s %s is not supported".formatted(key, value));
      }
    }
    if (!json.path("r").isInt() || !json.path("lora_alpha").isNumber()) {
      throw new BadInputException("r or lora_alpha is missing or no number");
    }
    return new LoraConfig(
        json.path("base_model_name_or_path").asString(""),
        json.path("r").intValue(),
        json.path("lora_alpha").doubleValue(),
        json.path("use_rslora").asBoolean(false),
        targets(json));
  }

  private static boolean isUnused(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isContainer() && value.isEmpty())
        || (value.isBoolean() && !value.booleanValue());
  }

  private static void requireOnly(JsonNode json, String key, String allowed) {
    String value = json.path(key).asString(allowed);
    if (!value.equals(allowed)) {
      throw new BadInputException(
          "%s '%s' is not supported; allowed: %s".formatted(key, value, allowed));
    }
  }

  /// The list of names; a pattern, or a list that other keys thin out, is left to the weights.
  private static List<String> targets(JsonNode json) {
    List<String> targets = new ArrayList<>();
    if (json.path("exclude_modules").isEmpty() && json.path("layers_to_transform").isEmpty()) {
      json.path("target_modules").forEach(target -> targets.add(target.asString()));
    }
    return targets;
  }

  /// Writes the configuration into an adapter's directory, under the names of PEFT.
  public void save(Path directory) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("peft_type", "LORA");
    json.put("task_type", "CAUSAL_LM");
    json.put("base_model_name_or_path", base);
    json.put("r", rank);
    // PEFT and its readers expect a whole number where it is one.
    json.put("lora_alpha", alpha == Math.rint(alpha) ? (Object) (long) alpha : (Object) alpha);
    json.put("use_rslora", rankStabilized);
    json.put("lora_dropout", 0.0);
    json.put("bias", "none");
    json.put("inference_mode", true);
    json.put("target_modules", targets);
    WholeFile.write(
        directory.resolve(FILE),
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n");
  }
}
