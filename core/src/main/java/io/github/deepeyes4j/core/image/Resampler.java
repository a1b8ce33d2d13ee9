package io.github.deepeyes4j.core.image;

import java.util.stream.IntStream;

/// Separable resampling with antialiasing on 8-bit channels: first along rows, then along columns,
/// each pass rounded to 8 bits.
///
/// The arithmetic is that of PyTorch's `uint8` kernel behind torchvision's `resize` (which follows
/// Pillow's): kernel weights become 16-bit integers at the highest precision that fits, sums are
/// rounded half up. Results equal the reference bit for bit. Stateless; safe for concurrent use.
public final class Resampler {
  private Resampler() {}

  /// A resampling kernel: its half-width in source pixels at scale 1, and its weight at a distance.
  public enum Kernel {
    /// A triangle.
    BILINEAR(1) {
      @Override
      double weight(double distance) {
        return Math.max(0, 1 - Math.abs(distance));
      }
    },
    /// Keys' cubic with a = -0.5.
    BICUBIC(2) {
      @Override
      double weight(double distance) {
        double x = Math.abs(distance);
        if (x < 1) {
          return (1.5 * x - 2.5) * x * x + 1;
        }
        return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
      }
    },
    /// Windowed sinc of three lobes.
    LANCZOS(3) {
      @Override
      double weight(double distance) {
        return Math.abs(distance) < 3 ? sinc(distance) * sinc(distance / 3) : 0;
      }
    };

    private final int support;

    Kernel(int support) {
      this.support = support;
    }

    abstract double weight(double distance);

    private static double sinc(double x) {
      return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }
  }

  /// A picture made smaller until its longer side has at most so many pixels; one that is small
  /// enough as it is.
  public static Picture within(Picture picture, int longest) {
    int longer = Math.max(picture.width(), picture.height());
    if (longer <= longest) {
      return picture;
    }
    double scale = (double) longest / longer;
    return resize(
        picture,
        Math.max(1, (int) Math.round(picture.width() * scale)),
        Math.max(1, (int) Math.round(picture.height() * scale)),
        Kernel.BICUBIC);
  }

  /// Returns `source` itself when it already has the size.
  public static Picture resize(Picture source, int width, int height, Kernel kernel) {
    if (width == source.width() && height == source.height()) {
      return source;
    }
    byte[] rows =
        width == source.width()
            ? source.rgb()
            : resizeRows(
                source.rgb(),
                source.width(),
                source.height(),
                Taps.of(source.width(), width, kernel));
    byte[] pixels =
        height == source.height()
            ? rows
            : resizeColumns(rows, width, Taps.of(source.height(), height, kernel));
    return Picture.ofRgb(width, height, pixels);
  }

  private static byte[] resizeRows(byte[] in, int inWidth, int height, Taps taps) {
    int outWidth = taps.first.length;
    byte[] out = new byte[3 * outWidth * height];
    rows(height, (long) outWidth * height)
        .forEach(y -> {
          for (int x = 0; x < outWidth; x++) {
            int from = 3 * (y * inWidth + taps.first[x]);
            taps.apply(in, from, 3, x, out, 3 * (y * outWidth + x));
          }
        });
    return out;
  }

  private static byte[] resizeColumns(byte[] in, int width, Taps taps) {
    int outHeight = taps.first.length;
    byte[] out = new byte[3 * width * outHeight];
    rows(outHeight, (long) width * outHeight)
        .forEach(y -> {
          for (int x = 0; x < width; x++) {
            int from = 3 * (taps.first[y] * width + x);
            taps.apply(in, from, 3 * width, y, out, 3 * (y * width + x));
          }
        });
    return out;
  }

  private static IntStream rows(int height, long pixels) {
    IntStream rows = IntStream.range(0, height);
    return pixels > 1_000_000 ? rows.parallel() : rows;
  }

  /// For each output position: the first source position it reads and the integer weights from
  /// there.
  private record Taps(int[] first, short[][] weights, int precision) {

    static Taps of(int inSize, int outSize, Kernel kernel) {
      double scale = (double) inSize / outSize;
      double stretch = Math.max(scale, 1);
      double support = kernel.support * stretch;
      int[] first = new int[outSize];
      double[][] weights = new double[outSize][];
      double largest = 0;
      for (int i = 0; i < outSize; i++) {
        double center = scale * (i + 0.5);
        int from = Math.max((int) (center - support + 0.5), 0);
        int to = Math.min((int) (center + support + 0.5), inSize);
        double[] row = new double[to - from];
        double sum = 0;
        for (int j = 0; j < row.length; j++) {
          row[j] = kernel.weight((from + j - center + 0.5) / stretch);
          sum += row[j];
        }
        for (int j = 0; j < row.length; j++) {
          row[j] /= sum;
          largest = Math.max(largest, row[j]);
        }
        first[i] = from;
        weights[i] = row;
      }
      return quantize(first, weights, largest);
    }

    private static Taps quantize(int[] first, double[][] weights, double largest) {
      int precision = 0;
      while (precision < 22 && (int) (0.5 + largest * (1 << (precision + 1))) < (1 << 15)) {
        precision++;
      }
      short[][] integers = new short[weights.length][];
      for (int i = 0; i < weights.length; i++) {
        integers[i] = new short[weights[i].length];
        for (int j = 0; j < weights[i].length; j++) {
          double scaled = weights[i][j] * (1 << precision);
          integers[i][j] = (short) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
      }
      return new Taps(first, integers, precision);
    }

    /// Weighs the three channels of the pixels at `from`, `from + stride`, … into `out` at `to`.
    void apply(byte[] in, int from, int stride, int position, byte[] out, int to) {
      short[] row = weights[position];
      int red = 1 << (precision - 1);
      int green = red;
      int blue = red;
      for (int j = 0, at = from; j < row.length; j++, at += stride) {
        int weight = row[j];
        red += weight * (in[at] & 0xff);
        green += weight * (in[at + 1] & 0xff);
        blue += weight * (in[at + 2] & 0xff);
      }
      out[to] = clamp(red >> precision);
      out[to + 1] = clamp(green >> precision);
      out[to + 2] = clamp(blue >> precision);
    }

    private static byte clamp(int value) {
      return (byte) Math.clamp(value, 0, 255);
    }
  }
}
