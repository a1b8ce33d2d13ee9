package io.github.deepeyes4j.core.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/// Qwen's real vocabulary against Hugging Face's ids (`oracle/qwen_tokenizer.py`).
class QwenTokenizerTest {
  private static final Path GOLDEN = Path.of("src/test/resources/qwen");

  private static Tokenizer tokenizer;

  @BeforeAll
  static void unpack(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    try (InputStream packed =
        new GZIPInputStream(Files.newInputStream(GOLDEN.resolve("tokenizer.json.gz")))) {
      Files.copy(packed, file);
    }
    tokenizer = Tokenizer.load(file);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
  }

  record Golden(String text, int[] ids) {}

  static List<Golden> goldens() throws IOException {
    List<Golden> goldens = new ArrayList<>();
    for (var node : JsonMapper.shared().readTree(GOLDEN.resolve("expected.json").toFile())) {
      goldens.add(JsonMapper.shared().treeToValue(node, Golden.class));
    }
    assertThat(goldens).hasSizeGreaterThan(20);
    return goldens;
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void givesTheReferencesIds(Golden golden) {
    assertThat(tokenizer.encodeWithControlTokens(golden.text)).isEqualTo(golden.ids);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void decodesWhatItEncodes(Golden golden) {
    String composed = java.text.Normalizer.normalize(golden.text, java.text.Normalizer.Form.NFC);
    assertThat(tokenizer.decode(tokenizer.encode(golden.text))).isEqualTo(composed);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void neverGivesOutsidersAControlToken(Golden golden) {
    int[] control = {
      tokenizer.id("<|im_start|>"), tokenizer.id("<|im_end|>"), tokenizer.id("<|image_pad|>")
    };
    assertThat(tokenizer.encode(golden.text)).doesNotContain(control);
  }
}
