package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OnnxImageEncoderTest {
  private static final String MODEL = "efficientnet-lite0";

  /// What weights of 16 bits and another JPEG decoder do to a component of a vector of length 1,
  /// whose components are 0.03 in the mean.
  private static final double TOLERANCE = 2e-3;

  private static final String INPUT =
      """
      width: 224
      height: 224
      resample: bicubic
      mean: [0.49803921568627450, 0.49803921568627450, 0.49803921568627450]
      std: [0.50196078431372550, 0.50196078431372550, 0.50196078431372550]
      """;

  private static Path copyOfTheModel(Path folder) throws Exception {
    Path model = folder.resolve("own.onnx");
    try (InputStream bytes = OnnxImageEncoder.class.getResourceAsStream(MODEL + ".onnx")) {
      Files.copy(bytes, model);
    }
    return model;
  }

  @ParameterizedTest
  @ValueSource(strings = {"animals/koala.jpg", "animals/giant_panda.jpg"})
  void embeddedOneSeesWhatTheReferenceSees(String name) throws Exception {
    JsonNode golden;
    try (InputStream json = getClass().getResourceAsStream(MODEL + ".json")) {
      golden = JsonMapper.shared().readTree(json).get(name);
    }
    try (ImageEncoder encoder = OnnxImageEncoder.embedded()) {
      float[] vector = encoder.encode(PictureDecoder.decode(Path.of("../assets", name)));
      assertThat(vector).hasSize(golden.size()).hasSize(encoder.dimension());
      for (int i = 0; i < vector.length; i++) {
        assertThat((double) vector[i])
            .as("component %d", i)
            .isCloseTo(golden.get(i).doubleValue(), within(TOLERANCE));
      }
    }
  }

  @Test
  void aModelFileIsFedAsTheFileBesideItSays(@TempDir Path folder) throws Exception {
    Path model = copyOfTheModel(folder);
    Files.writeString(folder.resolve("own.yaml"), INPUT);
    Picture picture = PictureDecoder.decode(Path.of("../assets/animals/koala.jpg"));
    try (ImageEncoder own = OnnxImageEncoder.load(model);
        ImageEncoder embedded = OnnxImageEncoder.embedded()) {
      assertThat(own.encode(picture)).containsExactly(embedded.encode(picture), within(1e-6f));
      assertThat(own.id()).matches("own-[0-9a-f]{12}");
    }
  }

  @Test
  void anotherPreprocessingIsAnotherEncoder(@TempDir Path folder) throws Exception {
    Path model = copyOfTheModel(folder);
    Files.writeString(folder.resolve("own.yaml"), INPUT);
    String id;
    try (ImageEncoder first = OnnxImageEncoder.load(model)) {
      id = first.id();
    }
    Files.writeString(folder.resolve("own.yaml"), INPUT.replace("bicubic", "bilinear"));
    try (ImageEncoder second = OnnxImageEncoder.load(model)) {
      assertThat(second.id()).isNotEqualTo(id);
    }
  }

  @Test
  void aFileThatIsNoModelIsRefused(@TempDir Path folder) throws Exception {
    Path model = folder.resolve("own.onnx");
    Files.writeString(model, "not a model");
    Files.writeString(folder.resolve("own.yaml"), INPUT);
    assertRefused(model, "own.onnx: ONNX Runtime cannot use it");
  }

  @Test
  void aModelOfAnotherInputSizeIsRefused(@TempDir Path folder) throws Exception {
    Path model = copyOfTheModel(folder);
    Files.writeString(folder.resolve("own.yaml"), INPUT.replace("224", "192"));
    assertRefused(model, "own.onnx: ONNX Runtime cannot use it");
  }

  @Test
  void aModelWithNothingBesideItIsRefused(@TempDir Path folder) throws Exception {
    assertRefused(copyOfTheModel(folder), "put own.yaml or preprocessor_config.json beside it");
  }

  @Test
  void aMissingModelIsRefused() {
    assertRefused(Path.of("nowhere.onnx"), "nowhere.onnx: no such model");
  }

  private static void assertRefused(Path model, String message) {
    assertThatThrownBy(() -> OnnxImageEncoder.load(model))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
