package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.train.nano.VisionLabels.Placed;
import io.github.deepeyes4j.world.expert.CropBox;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scene;
import java.awt.Rectangle;
import java.util.List;
import java.util.SplittableRandom;

/// A board cut out of its scene as a model's code does, a little off the middle and of varying
/// size.
///
/// @param part the pixels of the scene
/// @param text the board's characters, in pixels of the crop
record BoardCrop(Picture picture, Rectangle part, List<Placed> text) {
  /// How far off the middle, in cells.
  private static final double OFF = 0.12;

  static BoardCrop of(Scene scene, Board board, SplittableRandom random) {
    Picture picture = scene.picture();
    double cellWidth = (double) picture.width() / scene.columns();
    double cellHeight = (double) picture.height() / scene.rows();
    double x = board.centerX() + cellWidth * random.nextDouble(-OFF, OFF);
    double y = board.centerY() + cellHeight * random.nextDouble(-OFF, OFF);
    double scale = random.nextDouble(0.9, 1.15);
    int left = (int) Math.max(0, x - scale * CropBox.HALF_WIDTH * cellWidth);
    int top = (int) Math.max(0, y - scale * CropBox.HALF_HEIGHT * cellHeight);
    int right = (int) Math.min(picture.width(), x + scale * CropBox.HALF_WIDTH * cellWidth);
    int bottom = (int) Math.min(picture.height(), y + scale * CropBox.HALF_HEIGHT * cellHeight);
    return new BoardCrop(
        picture.crop(left, top, right, bottom),
        new Rectangle(left, top, right - left, bottom - top),
        VisionLabels.placed(board, left, top));
  }
}
