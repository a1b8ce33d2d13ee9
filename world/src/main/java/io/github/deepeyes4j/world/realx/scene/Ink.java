package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How much ink is at each pixel of a picture of one line: 0 for the ground, 1 for the letters.
///
/// @param values rows of pixels
record Ink(int width, int height, double[] values) {
  /// What counts as ink where characters are parted.
  private static final double THRESHOLD = 0.5;

  /// Ink is what differs from the ground; the ground is what most of the edge is.
  static Ink of(Picture picture, double minContrast) {
    int width = picture.width();
    int height = picture.height();
    double[] luma = new double[width * height];
    byte[] rgb = picture.rgb();
    for (int i = 0; i < luma.length; i++) {
      // ITU-R BT.601's luma.
      luma[i] =
          0.299 * (rgb[3 * i] & 0xff)
              + 0.587 * (rgb[3 * i + 1] & 0xff)
              + 0.114 * (rgb[3 * i + 2] & 0xff);
    }
    double ground = ground(luma, width, height);
    double contrast = minContrast;
    for (double value : luma) {
      contrast = Math.max(contrast, Math.abs(value - ground));
    }
    double[] ink = new double[luma.length];
    for (int i = 0; i < ink.length; i++) {
      ink[i] = Math.abs(luma[i] - ground) / contrast;
    }
    return new Ink(width, height, ink);
  }

  private static double ground(double[] luma, int width, int height) {
    double[] edge = new double[2 * width];
    System.arraycopy(luma, 0, edge, 0, width);
    System.arraycopy(luma, (height - 1) * width, edge, width, width);
    Arrays.sort(edge);
    return edge[edge.length / 2];
  }

  private boolean isInked(int x, int y) {
    return values[y * width + x] > THRESHOLD;
  }

  /// The characters from left to right: runs of columns with ink.
  List<Glyph> glyphs() {
    int top = height;
    int bottom = 0;
    boolean[] inked = new boolean[width + 1];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (isInked(x, y)) {
          inked[x] = true;
          top = Math.min(top, y);
          bottom = Math.max(bottom, y + 1);
        }
      }
    }
    List<Glyph> glyphs = new ArrayList<>();
    int start = -1;
    for (int x = 0; x <= width; x++) {
      if (inked[x] && start < 0) {
        start = x;
      } else if (!inked[x] && start >= 0) {
        glyphs.add(glyph(start, x, top, bottom));
        start = -1;
      }
    }
    return glyphs;
  }

  /// The character in the columns from `left` to `right`, of a line from `top` to `bottom`.
  private Glyph glyph(int left, int right, int top, int bottom) {
    int first = bottom;
    int last = top;
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        if (isInked(x, y)) {
          first = Math.min(first, y);
          last = Math.max(last, y + 1);
        }
      }
    }
    double line = bottom - top;
    double[] grid = new double[Glyph.COLUMNS * Glyph.ROWS];
    for (int row = 0; row < Glyph.ROWS; row++) {
      for (int column = 0; column < Glyph.COLUMNS; column++) {
        grid[row * Glyph.COLUMNS + column] =
            mean(
                left + (double) column * (right - left) / Glyph.COLUMNS,
                left + (column + 1.0) * (right - left) / Glyph.COLUMNS,
                first + (double) row * (last - first) / Glyph.ROWS,
                first + (row + 1.0) * (last - first) / Glyph.ROWS);
      }
    }
    return new Glyph(grid, (first - top) / line, (bottom - last) / line, (right - left) / line);
  }

  /// Mean ink of a rectangle, of the pixels whose middles are in it, or of the nearest one.
  private double mean(double left, double right, double top, double bottom) {
    int x0 = Math.min((int) Math.round(left), width - 1);
    int y0 = Math.min((int) Math.round(top), height - 1);
    int x1 = Math.max(x0 + 1, (int) Math.round(right));
    int y1 = Math.max(y0 + 1, (int) Math.round(bottom));
    double sum = 0;
    for (int y = y0; y < y1; y++) {
      for (int x = x0; x < x1; x++) {
        sum += values[y * width + x];
      }
    }
    return sum / ((x1 - x0) * (y1 - y0));
  }
}
