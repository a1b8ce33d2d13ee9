package io.github.deepeyes4j.world.realx;

/// A part of a picture in its pixels.
///
/// @param x left edge, `y` the upper one
public record Box(int x, int y, int width, int height) {
  /// For what has not been painted yet.
  public static final Box NONE = new Box(0, 0, 0, 0);

  public int right() {
    return x + width;
  }

  public int bottom() {
    return y + height;
  }

  /// The box with a margin on every side, cut at the edges of a picture.
  public Box grown(int margin, int pictureWidth, int pictureHeight) {
    int left = Math.max(0, x - margin);
    int top = Math.max(0, y - margin);
    return new Box(
        left,
        top,
        Math.min(pictureWidth, right() + margin) - left,
        Math.min(pictureHeight, bottom() + margin) - top);
  }
}
