package io.github.deepeyes4j.core.image;

import io.github.deepeyes4j.core.BadInputException;

/// The size at which Qwen2.5-VL looks at a picture: both sides multiples of a factor, the area
/// within bounds, the shape kept as well as these allow (qwen-vl-utils, `smart_resize`).
public final class SmartResize {
  /// Ratio of long to short side above which a picture is refused.
  public static final int MAX_ASPECT_RATIO = 200;

  private SmartResize() {}

  /// A size in pixels.
  public record Size(int height, int width) {
    public long area() {
      return (long) height * width;
    }
  }

  /// @param factor what both sides are rounded to: patch size times merge size
  /// @throws BadInputException when one side is more than 200 times the other
  public static Size resize(int height, int width, int factor, long minPixels, long maxPixels) {
    if (Math.max(height, width) > (long) MAX_ASPECT_RATIO * Math.min(height, width)) {
      throw new BadInputException(
          "a %dx%d picture is too narrow: one side may be at most %d times the other"
              .formatted(width, height, MAX_ASPECT_RATIO));
    }
    Size rounded = new Size(roundTo(height, factor), roundTo(width, factor));
    if (rounded.area() > maxPixels) {
      double shrink = Math.sqrt((double) height * width / maxPixels);
      return new Size(
          Math.max(factor, (int) Math.floor(height / shrink / factor) * factor),
          Math.max(factor, (int) Math.floor(width / shrink / factor) * factor));
    }
    if (rounded.area() < minPixels) {
      double grow = Math.sqrt((double) minPixels / ((double) height * width));
      return new Size(
          (int) Math.ceil(height * grow / factor) * factor,
          (int) Math.ceil(width * grow / factor) * factor);
    }
    return rounded;
  }

  /// Halves go to the even multiple, as in Python's `round`.
  private static int roundTo(int side, int factor) {
    return Math.max(factor, (int) Math.rint((double) side / factor) * factor);
  }
}
