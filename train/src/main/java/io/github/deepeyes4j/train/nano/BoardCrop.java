package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.train.nano.VisionLabels.Placed;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Scene;
import java.awt.Rectangle;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.SplittableRandom;

/// A board cut out of its scene, with margins that vary as a model's boxes do.
///
/// @param part the pixels of the scene
/// @param text the board's characters, in pixels of the crop
record BoardCrop(Picture picture, Rectangle part, List<Placed> text) {
  /// What the expert leaves around a board, as a part of the scene's longer side.
  private static final double MARGIN = 0.025;

  static BoardCrop of(Scene scene, Board board, SplittableRandom random) {
    Picture picture = scene.picture();
    Rectangle2D box = board.bounds();
    int left = (int) Math.max(0, box.getMinX() - margin(picture, random));
    int top = (int) Math.max(0, box.getMinY() - margin(picture, random));
    int right = (int) Math.min(picture.width(), box.getMaxX() + margin(picture, random));
    int bottom = (int) Math.min(picture.height(), box.getMaxY() + margin(picture, random));
    return new BoardCrop(
        picture.crop(left, top, right, bottom),
        new Rectangle(left, top, right - left, bottom - top),
        VisionLabels.placed(board, left, top));
  }

  private static double margin(Picture picture, SplittableRandom random) {
    return MARGIN * Math.max(picture.width(), picture.height()) * random.nextDouble(0.3, 1.7);
  }
}
