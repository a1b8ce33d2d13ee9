package io.github.deepeyes4j.world.expert;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Cell;
import io.github.deepeyes4j.world.scene.Scene;
import java.awt.Rectangle;
import java.util.Locale;

/// What is cut out of the first picture to read a board, in cells of the lattice in which the model
/// sees it: the model says where the middle is, Python does the arithmetic.
///
/// @param x middle in cells from the left, to one decimal; `y` from the top
/// @param columns cells in a row, and `rows` in a column
public record CropBox(double x, double y, int columns, int rows) {
  /// From the middle to the sides, in cells.
  public static final double HALF_WIDTH = 0.55;

  /// From the middle to top and bottom, in cells.
  public static final double HALF_HEIGHT = 0.38;

  /// Places within a cell that are told apart, on each axis.
  private static final int PLACES = 6;

  public static CropBox around(Scene scene, Board board) {
    return new CropBox(
        place(board.centerX() / scene.picture().width() * scene.columns()),
        place(board.centerY() / scene.picture().height() * scene.rows()),
        scene.columns(),
        scene.rows());
  }

  private static double place(double cells) {
    double cell = Math.floor(cells);
    double within = Math.floor(PLACES * (cells - cell));
    return cell + Math.round(10 * (within + 0.5) / PLACES) / 10.0;
  }

  /// Where the middle is in its cell, in tenths from the left and from the top: `4 b3:6`, to follow
  /// `b3:`. The cell is named again because a small model reads off what follows a cell's name.
  public String middle(Cell cell) {
    return "%d %s:%d".formatted(tenths(x), cell.label(), tenths(y));
  }

  private static long tenths(double cells) {
    return Math.round(10 * cells) % 10;
  }

  /// The Python that cuts it.
  String code() {
    return String.format(
        Locale.ROOT,
        """
        w, h = image_1.size
        a, b = w/%d, h/%d
        x, y = a*%.1f, b*%.1f
        image_1.crop((x-a*%5$.2f, y-b*%6$.2f, x+a*%5$.2f, y+b*%6$.2f))\
        """,
        columns,
        rows,
        x,
        y,
        HALF_WIDTH,
        HALF_HEIGHT);
  }

  /// The pixels that the code cuts.
  Rectangle pixels(Picture picture) {
    double width = (double) picture.width() / columns;
    double height = (double) picture.height() / rows;
    int left = (int) Math.rint(width * (x - HALF_WIDTH));
    int top = (int) Math.rint(height * (y - HALF_HEIGHT));
    int right = (int) Math.rint(width * (x + HALF_WIDTH));
    int bottom = (int) Math.rint(height * (y + HALF_HEIGHT));
    return new Rectangle(left, top, right - left, bottom - top);
  }
}
