package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.util.Random;

/// Pictures for tests.
final class Pictures {
  private Pictures() {}

  /// Coloured clouds, others for each seed.
  static Picture noise(long seed) {
    byte[] rgb = new byte[3 * 6 * 4];
    new Random(seed).nextBytes(rgb);
    return Resampler.resize(Picture.ofRgb(6, 4, rgb), 90, 60, Resampler.Kernel.BICUBIC);
  }

  static Picture plain(int width, int height, int red, int green, int blue) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
      rgb[i + 1] = (byte) green;
      rgb[i + 2] = (byte) blue;
    }
    return Picture.ofRgb(width, height, rgb);
  }
}
