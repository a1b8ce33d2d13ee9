package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.image.Perspective;
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
    return Perspective.straighten(
        picture, xs, ys, (int) Math.round(width), (int) Math.round(height));
  }

  private double move(SplittableRandom random) {
    return (2 * random.nextDouble() - 1) * skew;
  }
}
