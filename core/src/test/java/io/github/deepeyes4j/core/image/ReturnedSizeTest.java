package io.github.deepeyes4j.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnedSizeTest {
  /// Computed by running the released rule.
  @ParameterizedTest
  @CsvSource({
    "20, 100, 32, 160",
    "31, 31, 32, 32",
    "5, 1500, 32, 2400",
    "4, 4000, 32, 739",
    "33, 7000, 66, 3500",
    "7000, 33, 3500, 66",
    "480, 640, 480, 640"
  })
  void isTheReleasedRule(int height, int width, int returnedHeight, int returnedWidth) {
    assertThat(ReturnedSize.of(height, width))
        .isEqualTo(new SmartResize.Size(returnedHeight, returnedWidth));
  }

  @ParameterizedTest
  @CsvSource({"100, 20, 160, 32", "40, 50, 40, 50"})
  void resizesThePicture(int width, int height, int returnedWidth, int returnedHeight) {
    Picture returned =
        ReturnedSize.apply(Picture.ofRgb(width, height, new byte[3 * width * height]));
    assertThat(returned.width()).isEqualTo(returnedWidth);
    assertThat(returned.height()).isEqualTo(returnedHeight);
  }
}
