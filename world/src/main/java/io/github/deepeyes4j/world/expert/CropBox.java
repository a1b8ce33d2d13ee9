package io.github.deepeyes4j.world.expert;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scene;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;

/// What is cut out of the first picture to read a board, in hundredths of the picture's sides, so
/// that it means the same whatever the picture's size.
record CropBox(int left, int top, int right, int bottom) {
  /// What is left around the board, in hundredths of the longer side.
  private static final double MARGIN = 2.5;

  static CropBox around(Scene scene, Board board) {
    int width = scene.picture().width();
    int height = scene.picture().height();
    double margin = MARGIN / 100 * Math.max(width, height);
    Rectangle2D box = board.bounds();
    return new CropBox(
        percent(box.getMinX() - margin, width),
        percent(box.getMinY() - margin, height),
        percent(box.getMaxX() + margin, width),
        percent(box.getMaxY() + margin, height));
  }

  private static int percent(double position, int side) {
    return Math.clamp(Math.round(100 * position / side), 0, 100);
  }

  /// The Python that cuts it.
  String code() {
    return "w, h = image_1.size\nimage_1.crop((w*%d//100, h*%d//100, w*%d//100, h*%d//100))"
        .formatted(left, top, right, bottom);
  }

  /// The pixels that the code cuts.
  Rectangle pixels(Picture picture) {
    int x = picture.width() * left / 100;
    int y = picture.height() * top / 100;
    return new Rectangle(
        x, y, picture.width() * right / 100 - x, picture.height() * bottom / 100 - y);
  }
}
