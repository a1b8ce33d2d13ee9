package io.github.deepeyes4j.search.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.image.PerceptualHash;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
  private static Picture quarter(Picture picture) {
    return Resampler.resize(
        picture, picture.width() / 2, picture.height() / 2, Resampler.Kernel.LANCZOS);
  }

  @Test
  void copiesHaveNearHashes() {
    for (int seed = 0; seed < 50; seed++) {
      Picture picture = Pictures.noise(seed);
      assertThat(
              PerceptualHash.distance(
                  PerceptualHash.of(picture), PerceptualHash.of(quarter(picture))))
          .isLessThanOrEqualTo(PerceptualHash.COPY_BITS);
      assertThat(
              PerceptualHash.distance(
                  PerceptualHash.of(picture), PerceptualHash.of(Pictures.noise(seed + 1))))
          .isGreaterThan(PerceptualHash.COPY_BITS);
    }
  }

  /// L*a*b* of sRGB's red: 53, 80, 67 (IEC 61966-2-1 to CIE 1976).
  @Test
  void coloursAreThoseOfCie() {
    byte[] red = ColorLayout.of(Pictures.plain(30, 20, 255, 0, 0));
    for (int cell = 0; cell < ColorLayout.SIZE; cell += 3) {
      assertThat(List.of(red[cell], red[cell + 1], red[cell + 2]))
          .containsExactly((byte) 3, (byte) 80, (byte) 67);
    }
  }

  @Test
  void aWindowOfAPictureIsLikeTheCrop() {
    Picture picture = Pictures.noise(5);
    byte[] crop = ColorLayout.of(picture.crop(0, 0, 54, 36));
    assertThat(ColorLayout.windows(picture))
        .hasSize(39)
        .anySatisfy(window -> assertThat(Vectors.cosine(window, crop)).isGreaterThan(0.98));
    assertThat(Vectors.cosine(ColorLayout.of(picture), crop)).isLessThan(0.9);
  }

  @Test
  void everyDescriptorHasADirection() {
    for (int grey = 0; grey < 256; grey++) {
      byte[] layout = ColorLayout.of(Pictures.plain(9, 9, grey, grey, grey));
      assertThat(Vectors.cosine(layout, layout)).isCloseTo(1, within(1e-9));
    }
  }
}
