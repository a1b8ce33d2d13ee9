package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What colours are where: the mean colour of each cell of an 8 x 8 grid, in CIE L*a*b*, after
/// MPEG-7's colour layout descriptor.
///
/// A descriptor has 192 bytes, cell by cell `L* - 50`, `a*` and `b*`; two are compared by their
/// cosine, which a change of brightness hardly moves. It says nothing of shapes but needs only flat
/// colours: flags are told apart by it. A picture has one for itself and for windows of it, so that
/// a crop finds the window that is nearest to it.
final class ColorLayout {
  /// Bytes of a descriptor.
  static final int SIZE = 192;

  private static final int GRID = 8;

  /// Pixels on the long side of what is looked at.
  private static final int LONG_SIDE = 256;

  /// Sides of the windows, as parts of the picture's.
  private static final double[] SCALES = {1, 0.85, 0.72, 0.6};

  /// How far a window is moved at most, as a part of its side.
  private static final double STEP = 0.2;

  private final int width;
  private final int height;

  /// Sums of each channel over the pixels above and to the left: `(height + 1) x (width + 1) x 3`
  /// (Crow, "Summed-area tables for texture mapping", 1984).
  private final int[] sums;

  private ColorLayout(Picture picture) {
    this.width = picture.width();
    this.height = picture.height();
    this.sums = new int[(height + 1) * (width + 1) * 3];
    byte[] rgb = picture.rgb();
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < 3 * width; i++) {
        int at = (y + 1) * (width + 1) * 3 + 3 + i;
        int above = at - 3 * (width + 1);
        sums[at] = (rgb[3 * y * width + i] & 0xff) + sums[at - 3] + sums[above] - sums[above - 3];
      }
    }
  }

  private static ColorLayout over(Picture picture) {
    double shrink = Math.min(1, (double) LONG_SIDE / Math.max(picture.width(), picture.height()));
    return new ColorLayout(
        Resampler.resize(
            picture,
            Math.max(1, (int) (picture.width() * shrink)),
            Math.max(1, (int) (picture.height() * shrink)),
            Resampler.Kernel.BICUBIC));
  }

  /// The descriptor of the whole picture.
  static byte[] of(Picture picture) {
    return over(picture).window(0, 0, 1);
  }

  /// The descriptors of the whole picture and of 38 overlapping windows of its shape.
  static List<byte[]> windows(Picture picture) {
    ColorLayout layout = over(picture);
    List<byte[]> windows = new ArrayList<>();
    for (double side : SCALES) {
      double room = 1 - side;
      int steps = (int) Math.ceil(room / (side * STEP));
      for (int row = 0; row <= steps; row++) {
        for (int column = 0; column <= steps; column++) {
          windows.add(
              layout.window(
                  steps == 0 ? 0 : room * column / steps,
                  steps == 0 ? 0 : room * row / steps,
                  side));
        }
      }
    }
    return windows;
  }

  /// The descriptor of a window, all of it in parts of the picture's sides.
  private byte[] window(double left, double top, double side) {
    byte[] descriptor = new byte[SIZE];
    for (int row = 0; row < GRID; row++) {
      int y0 = Math.min(edge(top + side * row / GRID, height), height - 1);
      int y1 = Math.max(y0 + 1, edge(top + side * (row + 1) / GRID, height));
      for (int column = 0; column < GRID; column++) {
        int x0 = Math.min(edge(left + side * column / GRID, width), width - 1);
        int x1 = Math.max(x0 + 1, edge(left + side * (column + 1) / GRID, width));
        putLab(x0, y0, x1, y1, descriptor, 3 * (row * GRID + column));
      }
    }
    // The one flat grey in the middle would have no direction; it gets that of the next lighter.
    if (Arrays.equals(descriptor, new byte[SIZE])) {
      for (int cell = 0; cell < SIZE; cell += 3) {
        descriptor[cell] = 1;
      }
    }
    return descriptor;
  }

  /// The nearest boundary between pixels.
  private static int edge(double part, int size) {
    return (int) Math.rint(part * size);
  }

  private void putLab(int x0, int y0, int x1, int y1, byte[] descriptor, int at) {
    double area = 255.0 * (x1 - x0) * (y1 - y0);
    double red = linear(sum(x0, y0, x1, y1, 0) / area);
    double green = linear(sum(x0, y0, x1, y1, 1) / area);
    double blue = linear(sum(x0, y0, x1, y1, 2) / area);
    // sRGB's primaries to XYZ, over the white of D65.
    double x = response((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
    double y = response(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue);
    double z = response((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883);
    descriptor[at] = (byte) Math.rint(116 * y - 16 - 50);
    descriptor[at + 1] = (byte) Math.rint(500 * (x - y));
    descriptor[at + 2] = (byte) Math.rint(200 * (y - z));
  }

  private int sum(int x0, int y0, int x1, int y1, int channel) {
    int row = 3 * (width + 1);
    return sums[y1 * row + 3 * x1 + channel]
        - sums[y0 * row + 3 * x1 + channel]
        - sums[y1 * row + 3 * x0 + channel]
        + sums[y0 * row + 3 * x0 + channel];
  }

  /// sRGB's transfer function, IEC 61966-2-1.
  private static double linear(double value) {
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  }

  /// CIE 1976's.
  private static double response(double value) {
    return value > 216.0 / 24389 ? Math.cbrt(value) : (24389.0 / 27 * value + 16) / 116;
  }
}
