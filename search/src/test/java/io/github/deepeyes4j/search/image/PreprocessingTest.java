package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);
  private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

  private static Preprocessing huggingFace(Path folder, String json) throws Exception {
    Files.writeString(folder.resolve("preprocessor_config.json"), json);
    return Preprocessing.beside(folder.resolve("model.onnx"));
  }

  @Test
  void readsClip(@TempDir Path folder) throws Exception {
    assertThat(
            huggingFace(
                folder,
                """
                {"crop_size": 224, "do_center_crop": true, "do_normalize": true, "do_resize": true,
                 "feature_extractor_type": "CLIPFeatureExtractor", "resample": 3, "size": 224,
                 "image_mean": [0.48145466, 0.4578275, 0.40821073],
                 "image_std": [0.26862954, 0.26130258, 0.27577711]}
                """))
        .isEqualTo(
            new Preprocessing(
                224,
                224,
                224,
                "bicubic",
                List.of(0.48145466, 0.4578275, 0.40821073),
                List.of(0.26862954, 0.26130258, 0.27577711)));
  }

  @Test
  void readsSiglip(@TempDir Path folder) throws Exception {
    assertThat(
            huggingFace(
                folder,
                """
                {"do_normalize": true, "do_rescale": true, "do_resize": true, "resample": 3,
                 "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5],
                 "image_processor_type": "SiglipImageProcessor",
                 "rescale_factor": 0.00392156862745098, "size": {"height": 256, "width": 256}}
                """))
        .isEqualTo(new Preprocessing(256, 256, null, "bicubic", HALF, HALF));
  }

  @Test
  void readsDinov2(@TempDir Path folder) throws Exception {
    assertThat(
            huggingFace(
                folder,
                """
                {"crop_size": {"height": 224, "width": 224}, "do_center_crop": true,
                 "do_normalize": true, "do_rescale": true, "do_resize": true, "resample": 3,
                 "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225],
                 "image_processor_type": "BitImageProcessor",
                 "rescale_factor": 0.00392156862745098, "size": {"shortest_edge": 256}}
                """))
        .isEqualTo(new Preprocessing(224, 224, 256, "bicubic", IMAGENET_MEAN, IMAGENET_STD));
  }

  /// Exporters put the model into a folder below the configuration.
  @Test
  void readsTheFolderAbove(@TempDir Path folder) throws Exception {
    Files.createDirectory(folder.resolve("onnx"));
    Files.writeString(
        folder.resolve("preprocessor_config.json"), "{\"size\": 32, \"do_normalize\": false}");
    assertThat(Preprocessing.beside(folder.resolve("onnx/model.onnx")).width()).isEqualTo(32);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{|not a preprocessor configuration",
        "{}|key 'size.width' is missing",
        "{\"size\": 32}|key 'image_mean' is missing",
        "{\"size\": 32, \"resample\": 0, \"do_normalize\": false}|resample 0 must be 1 (lanczos)",
        "{\"size\": 32, \"rescale_factor\": 1, \"do_normalize\": false}|rescale_factor 1.0 must be",
        "{\"size\": 9999, \"do_normalize\": false}|width 9999 must be 1 to 4096",
        "{\"size\": 32, \"image_mean\": [0], \"image_std\": [1]}|mean [0.0] must be three numbers"
      })
  void namesWhatIsWrong(String json, String message, @TempDir Path folder) {
    assertThatThrownBy(() -> huggingFace(folder, json))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("preprocessor_config.json: ")
        .hasMessageContaining(message);
  }

  @Test
  void cutsTheMiddleOutAndNormalises() {
    byte[] rgb = new byte[3 * 8 * 4];
    for (int y = 0; y < 4; y++) {
      for (int x = 2; x < 6; x++) {
        rgb[3 * (y * 8 + x)] = (byte) 255;
      }
    }
    float[] values =
        new Preprocessing(4, 4, 4, "bilinear", HALF, List.of(0.5, 0.25, 0.5))
            .apply(Picture.ofRgb(8, 4, rgb));
    for (int i = 0; i < 16; i++) {
      assertThat(values[i]).isCloseTo(1, within(1e-6f));
      assertThat(values[16 + i]).isCloseTo(-2, within(1e-6f));
      assertThat(values[32 + i]).isCloseTo(-1, within(1e-6f));
    }
  }

  @Test
  void aLineOfPixelsBecomesAnInput() {
    Preprocessing clip = new Preprocessing(224, 224, 224, "bicubic", HALF, HALF);
    assertThat(clip.apply(Picture.ofRgb(20_000, 1, new byte[60_000]))).hasSize(3 * 224 * 224);
  }
}
