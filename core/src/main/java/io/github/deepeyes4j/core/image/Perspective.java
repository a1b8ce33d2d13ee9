package io.github.deepeyes4j.core.image;

/// Pictures seen at an angle. Stateless.
public final class Perspective {
  private Perspective() {}

  /// A quadrilateral of a picture as a rectangle: the projective map of the unit square (Heckbert,
  /// "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3), bilinear.
  ///
  /// @param xs of the corners, clockwise from the left upper one, in pixels
  /// @param ys likewise
  public static Picture straighten(
      Picture picture, double[] xs, double[] ys, int width, int height) {
    double sumX = xs[0] - xs[1] + xs[2] - xs[3];
    double sumY = ys[0] - ys[1] + ys[2] - ys[3];
    double dx1 = xs[1] - xs[2];
    double dx2 = xs[3] - xs[2];
    double dy1 = ys[1] - ys[2];
    double dy2 = ys[3] - ys[2];
    double determinant = dx1 * dy2 - dx2 * dy1;
    double g = (sumX * dy2 - dx2 * sumY) / determinant;
    double h = (dx1 * sumY - sumX * dy1) / determinant;
    byte[] rgb = new byte[3 * width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double u = (column + 0.5) / width;
        double v = (row + 0.5) / height;
        double scale = g * u + h * v + 1;
        double x = xs[0] + (xs[1] - xs[0] + g * xs[1]) * u + (xs[3] - xs[0] + h * xs[3]) * v;
        double y = ys[0] + (ys[1] - ys[0] + g * ys[1]) * u + (ys[3] - ys[0] + h * ys[3]) * v;
        sample(picture, x / scale - 0.5, y / scale - 0.5, rgb, 3 * (row * width + column));
      }
    }
    return Picture.ofRgb(width, height, rgb);
  }

  private static void sample(Picture picture, double x, double y, byte[] out, int at) {
    double clampedX = Math.clamp(x, 0, picture.width() - 1);
    double clampedY = Math.clamp(y, 0, picture.height() - 1);
    int x0 = (int) clampedX;
    int y0 = (int) clampedY;
    int right = x0 + 1 < picture.width() ? 3 : 0;
    int below = y0 + 1 < picture.height() ? 3 * picture.width() : 0;
    double fx = clampedX - x0;
    double fy = clampedY - y0;
    byte[] rgb = picture.rgb();
    for (int channel = 0; channel < 3; channel++) {
      int from = 3 * (y0 * picture.width() + x0) + channel;
      double upper = (rgb[from] & 0xff) * (1 - fx) + (rgb[from + right] & 0xff) * fx;
      double lower =
          (rgb[from + below] & 0xff) * (1 - fx) + (rgb[from + below + right] & 0xff) * fx;
      out[at + channel] = (byte) Math.round(upper * (1 - fy) + lower * fy);
    }
  }
}
