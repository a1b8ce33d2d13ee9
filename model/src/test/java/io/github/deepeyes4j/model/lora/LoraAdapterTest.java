package io.github.deepeyes4j.model.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.ReferenceCase;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.SafeTensorsWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Fresh adapters, what is written, and what is refused.
class LoraAdapterTest {
  private static final Path STABILIZED = LoraReferenceTest.directory("lora-stabilized");
  private static final String WEIGHTS = "adapter_model.safetensors";
  private static final String CONFIG = "adapter_config.json";
  private static final String KEY =
      "base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight";

  private final QwenVl model = ReferenceCase.open("windows-gqa").model(Precision.FP32);

  @TempDir Path folder;

  private LoraAdapter load(Path directory) {
    return LoraAdapter.load(directory, model.parameters(), Placement.CPU_FP32);
  }

  private static LoraConfig config(String... targets) {
    return new LoraConfig("base", 4, 8, false, List.of(targets));
  }

  @Test
  void aFreshAdapterChangesNothingAndIsTheSameForTheSameSeed() {
    LoraAdapter fresh =
        LoraAdapter.fresh(config("q_proj", "patch_embed.proj"), model.parameters(), 7);
    assertThat(fresh.parameters())
        .containsOnlyKeys(
            "model.layers.0.self_attn.q_proj.lora_A.weight",
            "model.layers.0.self_attn.q_proj.lora_B.weight",
            "model.layers.1.self_attn.q_proj.lora_A.weight",
            "model.layers.1.self_attn.q_proj.lora_B.weight",
            "model.layers.2.self_attn.q_proj.lora_A.weight",
            "model.layers.2.self_attn.q_proj.lora_B.weight",
            "visual.patch_embed.proj.lora_A.weight",
            "visual.patch_embed.proj.lora_B.weight");
    float[] a = values(fresh, "visual.patch_embed.proj.lora_A.weight");
    assertThat(a).hasSize(4 * 3 * 2 * 14 * 14);
    double bound = 1 / Math.sqrt(3 * 2 * 14 * 14);
    for (float value : a) {
      assertThat(Math.abs(value)).isLessThan((float) bound);
    }
    assertThat(mean(a)).isBetween(-0.1 * bound, 0.1 * bound);
    assertThat(values(fresh, "visual.patch_embed.proj.lora_B.weight")).containsOnly(0);
    LoraAdapter again = LoraAdapter.fresh(fresh.config(), model.parameters(), 7);
    LoraAdapter other = LoraAdapter.fresh(fresh.config(), model.parameters(), 8);
    assertThat(values(again, "visual.patch_embed.proj.lora_A.weight")).isEqualTo(a);
    assertThat(values(other, "visual.patch_embed.proj.lora_A.weight")).isNotEqualTo(a);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static float[] values(LoraAdapter adapter, String name) {
    return values(adapter.parameters(), name);
  }

  private static float[] values(Map<String, Tensor> parameters, String name) {
    return Tensors.floats(Objects.requireNonNull(parameters.get(name), name));
  }

  @Test
  void savesWhatItLoads() throws Exception {
    LoraAdapter adapter = load(STABILIZED);
    adapter.save(folder);
    LoraAdapter again = load(folder);
    assertThat(again.config().targets()).containsExactlyElementsOf(adapter.config().targets());
    assertThat(again.config().scaling()).isEqualTo(5.5 / 2);
    assertThat(again.parameters().keySet()).isEqualTo(adapter.parameters().keySet());
    adapter
        .parameters()
        .keySet()
        .forEach(name -> assertThat(values(again, name)).as(name).isEqualTo(values(adapter, name)));
  }

  @Test
  void aTargetThatIsNoLayersIsNamed() {
    assertThatThrownBy(() -> LoraAdapter.fresh(config("q_prj"), model.parameters(), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("'q_prj'; allowed: 0, 2, down_proj, gate_proj, k_proj, lm_head");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"use_dora\": false|\"use_dora\": true|use_dora true is not supported",
        "\"bias\": \"none\"|\"bias\": \"all\"|bias 'all' is not supported; allowed: none",
        "\"peft_type\": \"LORA\"|\"peft_type\": \"IA3\"|peft_type 'IA3' is not supported",
        "\"rank_pattern\": {}|\"rank_pattern\": {\"q_proj\": 2}|rank_pattern {\"q_proj\":2} is not",
        "\"r\": 4|\"r\": 0|rank 0 must be at least 1",
        "\"r\": 4|\"s\": 4|r or lora_alpha is missing",
        "\"peft_type\"|peft_type|not JSON"
      })
  void refusesWhatItDoesNotCompute(String from, String to, String message) throws Exception {
    String json = Files.readString(STABILIZED.resolve(CONFIG));
    assertThat(json).contains(from);
    Files.writeString(folder.resolve(CONFIG), json.replace(from, to));
    Files.copy(STABILIZED.resolve(WEIGHTS), folder.resolve(WEIGHTS));
    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(CONFIG)
        .hasMessageContaining(message);
  }

  @Test
  void namesTheTensorThatDoesNotFit() throws Exception {
    Map<String, Tensor> sound = new LinkedHashMap<>();
    LoraAdapter adapter = load(STABILIZED);
    adapter.parameters().forEach((name, tensor) -> sound.put(LoraNames.key(name), tensor));
    assertThat(sound).containsKey(KEY);
    assertRefused(with(sound, KEY, null), "the weights lack tensor " + KEY);
    assertRefused(
        with(sound, KEY, Tensors.of(new float[96], 2, 48)),
        KEY + " has shape [2, 48]; the layer and rank 4 need [4, 48]");
    String unknown = "base_model.model.model.layers.9.self_attn.q_proj.lora_A.weight";
    assertRefused(
        with(sound, unknown, Tensors.of(new float[192], 4, 48)),
        unknown + " belongs to no layer of the model");
    assertRefused(
        with(sound, "base_model.model.lm_head.base_layer.weight", Tensors.of(new float[1], 1)),
        "base_layer.weight belongs to no layer");
  }

  private static Map<String, Tensor> with(
      Map<String, Tensor> all, String key, @Nullable Tensor tensor) {
    Map<String, Tensor> changed = new LinkedHashMap<>(all);
    changed.remove(key);
    if (tensor != null) {
      changed.put(key, tensor);
    }
    return changed;
  }

  private void assertRefused(Map<String, Tensor> tensors, String message) throws Exception {
    SafeTensorsWriter.write(folder.resolve(WEIGHTS), tensors);
    Files.writeString(folder.resolve(CONFIG), Files.readString(STABILIZED.resolve(CONFIG)));
    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(WEIGHTS)
        .hasMessageContaining(message);
  }

  @Test
  void readsTheHubsNamesToo() throws Exception {
    Map<String, Tensor> older = new LinkedHashMap<>();
    load(STABILIZED)
        .parameters()
        .forEach((name, tensor) -> older.put("base_model.model." + name, tensor));
    SafeTensorsWriter.write(folder.resolve(WEIGHTS), older);
    Files.copy(STABILIZED.resolve(CONFIG), folder.resolve(CONFIG));
    assertThat(load(folder).parameters()).hasSameSizeAs(older);
  }

  @Test
  void writesTheMergedModel() throws Exception {
    Path base = STABILIZED.resolveSibling("windows-gqa");
    AdaptedModel.write(STABILIZED, base, folder.resolve("merged"));
    assertThat(folder.resolve("merged/config.json"))
        .hasSameBinaryContentAs(base.resolve("config.json"));
    QwenVl merged = AdaptedModel.merge(model, STABILIZED);
    QwenVl read = readModel(folder.resolve("merged"));
    String changed = "model.layers.0.self_attn.q_proj.weight";
    assertThat(values(read.parameters(), changed))
        .isEqualTo(values(merged.parameters(), changed))
        .isNotEqualTo(values(model.parameters(), changed));
  }

  private static QwenVl readModel(Path directory) {
    ReferenceCase base = ReferenceCase.open("windows-gqa");
    return new ReferenceCase(directory, base.config(), base.processor(), base.expected())
        .model(Precision.FP32);
  }
}
