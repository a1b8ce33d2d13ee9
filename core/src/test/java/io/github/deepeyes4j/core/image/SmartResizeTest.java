package io.github.deepeyes4j.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmartResizeTest {
  private static final int FACTOR = 28;
  private static final long MIN = 4L * 28 * 28;
  private static final long MAX = 16384L * 28 * 28;

  /// Values computed by the released code.
  @ParameterizedTest
  @CsvSource({
    "1080,1920,1092,1932,2691",
    "3000,4000,2996,4004,15301",
    "4320,7680,2688,4760,16320",
    "42,70,56,56,4",
    "70,98,56,112,8",
    "20,2000,28,1988,71",
    "512,512,504,504,324",
    "1,1,56,56,4"
  })
  void givesTheReferencesSizes(int height, int width, int newHeight, int newWidth, int tokens) {
    SmartResize.Size size = SmartResize.resize(height, width, FACTOR, MIN, MAX);
    assertThat(size).isEqualTo(new SmartResize.Size(newHeight, newWidth));
    assertThat(size.area() / (FACTOR * FACTOR)).isEqualTo(tokens);
  }

  @Test
  void refusesNarrowPictures() {
    assertThatThrownBy(() -> SmartResize.resize(1, 201, FACTOR, MIN, MAX))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("201x1");
  }
}
