package io.github.deepeyes4j.model.qwenvl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.SafeTensors;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Resizing and patchifying at awkward scales, byte for byte as the reference processor.
class ResizeReferenceTest {
  private static final Path GOLDEN = Path.of("src/test/resources/oracle/resize");

  /// Bytes come through unchanged: mean 0 and deviation 1/255 undo the scaling.
  private static final String SETTINGS =
      """
      {"min_pixels": 3136, "max_pixels": 12544, "patch_size": 14, "temporal_patch_size": 2,
       "merge_size": 2, "image_mean": [0, 0, 0],
       "image_std": [0.00392156862745098, 0.00392156862745098, 0.00392156862745098]}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2", "3", "4"})
  void isTheReferences(String name, @TempDir Path folder) throws Exception {
    Path settings = Files.writeString(folder.resolve("preprocessor_config.json"), SETTINGS);
    try (Arena arena = Arena.ofConfined()) {
      SafeTensors golden = SafeTensors.open(GOLDEN.resolve("expected.safetensors"), arena);
      Patches patches =
          ImageProcessor.load(settings)
              .process(PictureDecoder.decode(GOLDEN.resolve(name + ".png")));
      long[] grid = Tensors.longs(golden.tensor(name + ".grid"));
      assertThat(new long[] {1, patches.grid().rows(), patches.grid().columns()}).isEqualTo(grid);
      float[] expected = Tensors.floats(golden.tensor(name));
      float[] actual = patches.values();
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < actual.length; i++) {
        assertThat(Math.round(actual[i])).as("value %d", i).isEqualTo(Math.round(expected[i]));
      }
    }
  }
}
