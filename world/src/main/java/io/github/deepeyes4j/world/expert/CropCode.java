package io.github.deepeyes4j.world.expert;

import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scene;
import java.awt.geom.Rectangle2D;

/// Python that cuts a board out of the first picture. Its box is in hundredths of the sides, so
/// that it means the same whatever the picture's size.
final class CropCode {
  /// What is left around the board, in hundredths of the longer side.
  private static final double MARGIN = 2.5;

  private CropCode() {}

  static String of(Scene scene, Board board) {
    int width = scene.picture().width();
    int height = scene.picture().height();
    double margin = MARGIN / 100 * Math.max(width, height);
    Rectangle2D box = board.bounds();
    return "w, h = image_1.size\nimage_1.crop((w*%d//100, h*%d//100, w*%d//100, h*%d//100))"
        .formatted(
            percent(box.getMinX() - margin, width),
            percent(box.getMinY() - margin, height),
            percent(box.getMaxX() + margin, width),
            percent(box.getMaxY() + margin, height));
  }

  private static int percent(double position, int side) {
    return Math.clamp(Math.round(100 * position / side), 0, 100);
  }
}
