package io.github.deepeyes4j.world.scene;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.SplittableRandom;

/// Sensor noise: each channel of each pixel shifted by a random amount.
public final class Noise {
  private Noise() {}

  /// Adds noise to a `TYPE_INT_RGB` picture.
  ///
  /// @param deviation in levels of 255
  public static void add(BufferedImage canvas, SplittableRandom random, double deviation) {
    int[] pixels = ((DataBufferInt) canvas.getRaster().getDataBuffer()).getData();
    // A sum of uniform bytes is near enough to normal and much cheaper.
    double scale = deviation / 104.5;
    for (int i = 0; i < pixels.length; i++) {
      long bits = random.nextLong();
      int shift = (int) ((((bits & 0xff) + (bits >> 8 & 0xff)) - 255) * scale);
      int rgb = pixels[i];
      pixels[i] =
          level((rgb >> 16 & 0xff) + shift) << 16
              | level((rgb >> 8 & 0xff) + shift) << 8
              | level((rgb & 0xff) + shift);
    }
  }

  private static int level(int value) {
    return Math.clamp(value, 0, 255);
  }
}
