package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.trace.Crop.Box;
import java.util.Arrays;
import java.util.Optional;

/// Finds a picture inside another, pixel for pixel, in time linear in the pixels: a rolling hash in
/// two dimensions (R. M. Karp and M. O. Rabin, 1987), each hit compared. Sums run modulo 2^64.
final class SubPicture {
  private static final long DOWN = 0x9E3779B97F4A7C15L;
  private static final long ACROSS = 0xC2B2AE3D27D4EB4FL;

  private final Picture source;
  private final Picture part;

  private SubPicture(Picture source, Picture part) {
    this.source = source;
    this.part = part;
  }

  /// The one place at which `source` holds `part`; empty when there is none, when there are several
  /// (a plain patch of sky), and when the part is the whole.
  static Optional<Box> find(Picture source, Picture part) {
    boolean fits = part.width() <= source.width() && part.height() <= source.height();
    boolean whole = part.width() == source.width() && part.height() == source.height();
    return fits && !whole ? new SubPicture(source, part).search() : Optional.empty();
  }

  private Optional<Box> search() {
    long wanted = hash();
    long[] columns = new long[source.width()];
    Box found = null;
    for (int bottom = 0; bottom < source.height(); bottom++) {
      roll(columns, bottom);
      int top = bottom - part.height() + 1;
      int left = -1;
      while (top >= 0 && (left = next(columns, wanted, left + 1, top)) >= 0) {
        if (found != null) {
          return Optional.empty();
        }
        found = new Box(left, top, left + part.width(), top + part.height());
      }
    }
    return Optional.ofNullable(found);
  }

  /// Moves each column's hash down to the pixels that end at row `bottom`.
  private void roll(long[] columns, int bottom) {
    long leaving = power(DOWN, part.height());
    int above = bottom - part.height();
    for (int x = 0; x < columns.length; x++) {
      long old = above >= 0 ? leaving * pixel(source, x, above) : 0;
      columns[x] = columns[x] * DOWN + pixel(source, x, bottom) - old;
    }
  }

  /// The first place in a row at or right of `from`; -1 when there is none.
  private int next(long[] columns, long wanted, int from, int top) {
    long leaving = power(ACROSS, part.width());
    long window = 0;
    for (int x = from; x < columns.length; x++) {
      int left = x - part.width() + 1;
      long old = left > from ? leaving * columns[left - 1] : 0;
      window = window * ACROSS + columns[x] - old;
      if (left >= from && window == wanted && matches(left, top)) {
        return left;
      }
    }
    return -1;
  }

  private long hash() {
    long hash = 0;
    for (int x = 0; x < part.width(); x++) {
      long column = 0;
      for (int y = 0; y < part.height(); y++) {
        column = column * DOWN + pixel(part, x, y);
      }
      hash = hash * ACROSS + column;
    }
    return hash;
  }

  private boolean matches(int left, int top) {
    int row = 3 * part.width();
    for (int y = 0; y < part.height(); y++) {
      int from = 3 * ((top + y) * source.width() + left);
      if (!Arrays.equals(source.rgb(), from, from + row, part.rgb(), y * row, (y + 1) * row)) {
        return false;
      }
    }
    return true;
  }

  private static long pixel(Picture picture, int x, int y) {
    int at = 3 * (y * picture.width() + x);
    byte[] rgb = picture.rgb();
    return 1L + ((rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff));
  }

  private static long power(long base, int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= base;
    }
    return power;
  }
}
