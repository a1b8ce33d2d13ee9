package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.Picture;
import java.util.SplittableRandom;

/// Another shot of a photograph: a part of it, seen at an angle.
///
/// @param side of the part, as a part of the photograph's
/// @param skew how far each corner is moved at most, as a part of its side
record Distortion(double side, double skew) {

  Picture apply(Picture picture, SplittableRandom random) {
    double width = picture.width() * side;
    double height = picture.height() * side;
    double left = random.nextDouble() * (picture.width() - width);
    double top = random.nextDouble() * (picture.height() - height);
    double[] xs = new double[4];
    double[] ys = new double[4];
    for (int corner = 0; corner < 4; corner++) {
      // Clockwise from the left upper one.
      boolean isRight = corner == 1 || corner == 2;
      xs[corner] = left + (isRight ? width : 0) + move(random) * width;
      ys[corner] = top + (corner >= 2 ? height : 0) + move(random) * height;
    }
    return straighten(picture, xs, ys, (int) Math.round(width), (int) Math.round(height));
  }

  private double move(SplittableRandom random) {
    return (2 * random.nextDouble() - 1) * skew;
  }

  /// The quadrilateral as a rectangle: the projective map of the unit square (Heckbert,
  /// "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3), bilinear.
  private static Picture straighten(
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
