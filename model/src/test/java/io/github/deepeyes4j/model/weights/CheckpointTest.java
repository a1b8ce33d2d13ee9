package io.github.deepeyes4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.qwenvl.ReferenceCase;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Placement.Precision;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointTest {
  private static final ReferenceCase REFERENCE = ReferenceCase.open("windows-gqa");

  @TempDir Path folder;

  private Path copy(byte[] weights) throws IOException {
    Files.copy(REFERENCE.directory().resolve("config.json"), folder.resolve("config.json"));
    Files.write(folder.resolve("model.safetensors"), weights);
    return folder;
  }

  private static byte[] weights() throws IOException {
    return Files.readAllBytes(REFERENCE.directory().resolve("model.safetensors"));
  }

  private static QwenVl load(Path directory) {
    return new QwenVl(
        REFERENCE.config(), Checkpoint.open(directory, Placement.CPU_FP32), Placement.CPU_FP32);
  }

  @Test
  void savesWhatItLoaded() throws Exception {
    Map<String, Tensor> parameters = REFERENCE.model(Precision.FP32).parameters();
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), parameters);
    Map<String, Tensor> again = load(folder).parameters();
    assertThat(again.keySet()).isEqualTo(parameters.keySet());
    parameters.forEach((name, tensor) ->
        assertThat(again.get(name))
            .as(name)
            .satisfies(
                loaded -> assertThat(Tensors.floats(loaded)).isEqualTo(Tensors.floats(tensor))));
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void readsShardsByTheirIndex() throws Exception {
    Map<String, Tensor> parameters = REFERENCE.model(Precision.FP32).parameters();
    Map<String, Tensor> one = new LinkedHashMap<>();
    Map<String, Tensor> two = new LinkedHashMap<>();
    StringBuilder map = new StringBuilder();
    parameters.forEach((name, tensor) -> {
      boolean first = one.size() <= two.size();
      (first ? one : two).put(name, tensor);
      map.append(map.isEmpty() ? "" : ",")
          .append("\"%s\": \"%s.safetensors\"".formatted(name, first ? "one" : "two"));
    });
    SafeTensorsWriter.write(folder.resolve("one.safetensors"), one);
    SafeTensorsWriter.write(folder.resolve("two.safetensors"), two);
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), "{\"weight_map\": {" + map + "}}");
    assertThat(load(folder).parameters().keySet()).isEqualTo(parameters.keySet());
  }

  @Test
  void readsTheNewerNames() throws Exception {
    Map<String, Tensor> renamed = new LinkedHashMap<>();
    REFERENCE
        .model(Precision.FP32)
        .parameters()
        .forEach((name, tensor) ->
            renamed.put(
                name.startsWith("visual.")
                    ? "model." + name
                    : name.replaceFirst("^model\\.", "model.language_model."),
                tensor));
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), renamed);
    assertThat(load(folder).parameters()).hasSameSizeAs(renamed);
  }

  @Test
  void viewsTheFileInsteadOfCopyingIt() throws Exception {
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors file =
          SafeTensors.open(REFERENCE.directory().resolve("model.safetensors"), arena);
      String name = "model.embed_tokens.weight";
      assertThat(file.tensor(name).data_ptr().address())
          .isEqualTo(file.tensor(name).data_ptr().address());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes is no safetensors file",
    "7, 7 bytes is no safetensors file",
    "100, truncated",
    "20000, a truncated file"
  })
  void namesATruncatedFile(int length, String message) throws Exception {
    Path directory = copy(Arrays.copyOf(weights(), length));
    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model.norm.weight\": {\"dtype\": \"F32\", \"shape\": [4], \"data_offsets\": [0, 8]}}|has 8 bytes",
        "{\"model.norm.weight\": {\"dtype\": \"Q4\", \"shape\": [4], \"data_offsets\": [0, 8]}}|type Q4; allowed",
        "{\"model.norm.weight\": {\"dtype\": \"F32\", \"shape\": [-1], \"data_offsets\": [0, 8]}}|bad shape",
        "{\"model.norm.weight\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [8, 0]}}|bytes 8 to 0",
        "{\"model.norm.weight\": 3}|bytes -1 to -1",
        "{nonsense|a damaged safetensors header"
      })
  void namesWhatIsWrongInAHeader(String header, String message) throws Exception {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    Path directory = copy(file.putLong(json.length).put(json).array());
    assertThatThrownBy(() -> load(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesAMissingTensor() throws Exception {
    Map<String, Tensor> parameters =
        new LinkedHashMap<>(REFERENCE.model(Precision.FP32).parameters());
    parameters.remove("model.norm.weight");
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), parameters);
    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("lack tensor model.norm.weight");
  }

  @Test
  void namesAWrongShape() throws Exception {
    Map<String, Tensor> parameters =
        new LinkedHashMap<>(REFERENCE.model(Precision.FP32).parameters());
    parameters.put("model.norm.weight", Tensors.of(new float[7], 7));
    SafeTensorsWriter.write(folder.resolve("model.safetensors"), parameters);
    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("model.norm.weight has shape [7], the configuration needs [48]");
  }

  @Test
  void namesAMissingFile() {
    assertThatThrownBy(() -> load(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has neither model.safetensors nor model.safetensors.index.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model_type\": \"llama\"}|model_type 'llama' is not supported; allowed: qwen2_5_vl",
        "{\"model_type\": \"qwen2_5_vl\"}|missing or no integer",
        "[|config.json"
      })
  void namesWhatIsWrongInAConfig(String json, String message) throws Exception {
    Path file = folder.resolve("config.json");
    Files.writeString(file, json);
    assertThatThrownBy(() -> QwenVlConfig.load(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
