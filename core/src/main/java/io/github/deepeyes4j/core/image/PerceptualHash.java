package io.github.deepeyes4j.core.image;

import java.util.Arrays;

/// pHash: 64 bits, one for each of the lowest frequencies of the cosine transform of the picture's
/// brightness at 32 x 32 pixels, set when it is above their median. Copies of a picture that were
/// resized, compressed or brightened differ in few bits (Zauner, "Implementation and Benchmarking
/// of Perceptual Image Hash Functions", 2010).
public final class PerceptualHash {
  /// Bits in which copies of a picture differ at most.
  public static final int COPY_BITS = 6;

  private static final int SIDE = 32;
  private static final int LOW = 8;
  private static final double[] COSINES = cosines();

  private PerceptualHash() {}

  private static double[] cosines() {
    double[] cosines = new double[LOW * SIDE];
    for (int frequency = 0; frequency < LOW; frequency++) {
      for (int place = 0; place < SIDE; place++) {
        cosines[frequency * SIDE + place] = Math.cos(Math.PI * (place + 0.5) * frequency / SIDE);
      }
    }
    return cosines;
  }

  public static long of(Picture picture) {
    byte[] rgb = Resampler.resize(picture, SIDE, SIDE, Resampler.Kernel.BICUBIC).rgb();
    double[] rows = new double[SIDE * LOW];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int at = 3 * (y * SIDE + x);
        // ITU-R BT.601's luma.
        double luma =
            0.299 * (rgb[at] & 0xff) + 0.587 * (rgb[at + 1] & 0xff) + 0.114 * (rgb[at + 2] & 0xff);
        for (int u = 0; u < LOW; u++) {
          rows[y * LOW + u] += luma * COSINES[u * SIDE + x];
        }
      }
    }
    double[] low = new double[LOW * LOW];
    for (int i = 0; i < low.length; i++) {
      for (int y = 0; y < SIDE; y++) {
        low[i] += rows[y * LOW + i % LOW] * COSINES[i / LOW * SIDE + y];
      }
    }
    return bits(low);
  }

  private static long bits(double[] low) {
    // The first is the mean brightness; it is far above the others.
    double[] sorted = Arrays.copyOfRange(low, 1, low.length);
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    long bits = 0;
    for (int i = 0; i < low.length; i++) {
      bits |= low[i] > median ? 1L << i : 0;
    }
    return bits;
  }

  /// Bits in which two hashes differ.
  public static int distance(long a, long b) {
    return Long.bitCount(a ^ b);
  }
}
