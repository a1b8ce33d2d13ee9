package io.github.deepeyes4j.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files made by `oracle/pictures.py`: a 40x30 picture whose quarters are red, green, blue and
/// yellow.
class PictureDecoderTest {
  private static final Path FILES = Path.of("src/test/resources/pictures");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.png",
        "plain.jpg",
        "plain.webp",
        "lossless.webp",
        "plain.gif",
        "plain.bmp",
        "plain.tiff",
        "palette.png",
        "deep.png",
        "cmyk.jpg",
        "animated.gif"
      })
  void readsEveryFormat(String file) {
    Picture picture = PictureDecoder.decode(FILES.resolve(file));
    assertThat(picture.width()).isEqualTo(40);
    assertThat(picture.height()).isEqualTo(30);
    assertQuarters(picture);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnsPicturesUpright(int orientation) {
    Picture picture = PictureDecoder.decode(FILES.resolve("exif_%d.jpg".formatted(orientation)));
    assertThat(picture.width()).isEqualTo(40);
    assertQuarters(picture);
  }

  @Test
  void laysTransparencyOverWhite() {
    Picture picture = PictureDecoder.decode(FILES.resolve("alpha.png"));
    assertThat(pixel(picture, 5, 5)).isEqualTo(0xffffff);
    assertThat(pixel(picture, 35, 25)).isEqualTo(0xff0000);
  }

  @ParameterizedTest
  @CsvSource({
    "bomb.png, pixels",
    "truncated.png, damaged",
    "text.png, not a picture",
    "empty.png, empty",
    "missing.png, no such file"
  })
  void refusesInOneLine(String file, String reason) {
    assertThatThrownBy(() -> PictureDecoder.decode(FILES.resolve(file)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(file)
        .hasMessageContaining(reason);
  }

  @Test
  void namesADirectory(@TempDir Path directory) {
    assertThatThrownBy(() -> PictureDecoder.decode(directory))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("a directory");
  }

  /// Any cut of any file is a picture or a clear refusal.
  @ParameterizedTest
  @ValueSource(strings = {"plain.png", "plain.jpg", "plain.webp", "plain.gif", "plain.tiff"})
  void survivesEveryCut(String file) throws Exception {
    byte[] whole = Files.readAllBytes(FILES.resolve(file));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      try {
        PictureDecoder.decode(cut, "cut");
      } catch (BadInputException e) {
        assertThat(e).hasMessageStartingWith("cut: ");
      }
    }
  }

  private static void assertQuarters(Picture picture) {
    assertNear(pixel(picture, 5, 5), 0xff0000);
    assertNear(pixel(picture, 35, 5), 0x00ff00);
    assertNear(pixel(picture, 5, 25), 0x0000ff);
    assertNear(pixel(picture, 35, 25), 0xffff00);
  }

  private static void assertNear(int actual, int expected) {
    for (int shift = 0; shift <= 16; shift += 8) {
      assertThat(actual >> shift & 0xff)
          .isBetween((expected >> shift & 0xff) - 12, (expected >> shift & 0xff) + 12);
    }
  }

  private static int pixel(Picture picture, int x, int y) {
    int at = 3 * (y * picture.width() + x);
    byte[] rgb = picture.rgb();
    return (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
  }
}
