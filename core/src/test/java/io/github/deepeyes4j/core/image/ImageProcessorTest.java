package io.github.deepeyes4j.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageProcessorTest {
  private static final ImageProcessor RELEASED =
      new ImageProcessor(
          new ImageProcessor.Settings(
              3136, 12_845_056, 14, 2, 2, List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)));

  /// The cap of the released cold start.
  @Test
  void picturesOfASmallerAreaHaveFewerTokens() {
    assertThat(RELEASED.grid(1920, 1080).tokens()).isEqualTo(69 * 39);
    assertThat(RELEASED.atMost(262_144).grid(1920, 1080).tokens()).isBetween(300, 334);
    assertThat(RELEASED.atMost(262_144).grid(280, 280).tokens()).isEqualTo(100);
  }

  @Test
  void anAreaBelowTheSmallestIsNamed() {
    assertThatThrownBy(() -> RELEASED.atMost(100))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("max-pixels 100 must be at least the model's min_pixels 3136");
  }
}
