package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `deepeyes merge`, on the goldens' base and adapter; what is computed, the model's tests compare.
class MergeTest {
  private static final Path GOLDENS = Path.of("../model/src/test/resources/oracle");

  @Test
  void writesAModelDirectory(@TempDir Path folder) throws Exception {
    Path base = GOLDENS.resolve("windows-gqa");
    Path out = folder.resolve("merged");
    int status =
        Main.run(
            "merge",
            GOLDENS.resolve("lora-stabilized").toString(),
            "--base",
            base.toString(),
            "--out",
            out.toString());
    assertThat(status).isZero();
    assertThat(out.resolve("config.json")).hasSameBinaryContentAs(base.resolve("config.json"));
    byte[] merged = Files.readAllBytes(out.resolve("model.safetensors"));
    byte[] weights = Files.readAllBytes(base.resolve("model.safetensors"));
    assertThat(merged.length).isBetween(weights.length - 10_000, weights.length + 10_000);
    assertThat(out).isDirectoryNotContaining("glob:**.part");
  }
}
