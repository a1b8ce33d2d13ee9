package io.github.deepeyes4j.world.scene;

import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Picture;
import java.awt.Rectangle;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Thoughts that go over a picture cell by cell and name what they find. They turn 'where is the
/// red sign' from one leap into many small steps.
///
/// What is found is followed by its cell once more, `b3:red b3:`: a small model that looks for
/// `red` in its own thought copies what follows it.
public final class Scan {
  private Scan() {}

  /// All cells, in reading order.
  public static String of(Scene scene) {
    StringBuilder scan = new StringBuilder();
    for (int row = 0; row < scene.rows(); row++) {
      for (int column = 0; column < scene.columns(); column++) {
        scan.append(entry(scene, new Cell(row, column)));
      }
    }
    return scan.toString();
  }

  /// The cells above, left of, right of and below `center`, up to the one that is looked for.
  public static String around(Scene scene, Cell center, Cell target) {
    StringBuilder scan = new StringBuilder();
    for (Cell cell : beside(scene, center)) {
      scan.append(entry(scene, cell));
      if (cell.equals(target)) {
        return scan.toString();
      }
    }
    throw new IllegalArgumentException(target.label() + " is not beside " + center.label());
  }

  private static List<Cell> beside(Scene scene, Cell center) {
    List<Cell> cells = new ArrayList<>();
    int[][] steps = {{-1, 0}, {0, -1}, {0, 1}, {1, 0}};
    for (int[] step : steps) {
      int row = center.row() + step[0];
      int column = center.column() + step[1];
      if (row >= 0 && row < scene.rows() && column >= 0 && column < scene.columns()) {
        cells.add(new Cell(row, column));
      }
    }
    return cells;
  }

  /// A board and its cell, `big red b3:`.
  public static String found(Scene scene, Board board) {
    return "%s%s %s:"
        .formatted(board.big() ? "big " : "", board.tint().label(), scene.cell(board).label());
  }

  /// A mark and its cell, `star b3:`.
  public static String found(Scene scene, Mark mark) {
    return "%s %s:".formatted(mark.shape().label(), scene.cell(mark).label());
  }

  /// The characters of a board by the cells in which they lie, ` c2:VQ c3:-55`, when the model
  /// looks at a part of the scene.
  ///
  /// @param part in pixels of the scene
  public static String text(Scene scene, Board board, Rectangle2D part) {
    PatchGrid grid =
        scene.view().grid((int) Math.round(part.getWidth()), (int) Math.round(part.getHeight()));
    StringBuilder scan = new StringBuilder();
    List<Point2D> centers = board.characterCenters();
    @Nullable Cell last = null;
    for (int i = 0; i < centers.size(); i++) {
      Cell cell =
          Cell.at(
              centers.get(i).getX() - part.getX(),
              centers.get(i).getY() - part.getY(),
              part.getWidth(),
              part.getHeight(),
              grid.cellRows(),
              grid.cellColumns());
      if (!cell.equals(last)) {
        scan.append(' ').append(cell.label()).append(':');
        last = cell;
      }
      scan.append(board.text().charAt(i));
    }
    return scan.toString();
  }

  /// The same when the model looks at the whole scene.
  public static String text(Scene scene, Board board) {
    Picture picture = scene.picture();
    return text(scene, board, new Rectangle(picture.width(), picture.height()));
  }

  /// All cells once more, with numbers where boards are: ` a1:- a2:1`.
  public static String counting(Scene scene) {
    StringBuilder scan = new StringBuilder();
    int count = 0;
    for (int row = 0; row < scene.rows(); row++) {
      for (int column = 0; column < scene.columns(); column++) {
        Cell cell = new Cell(row, column);
        boolean board = scene.boardAt(cell).isPresent();
        count += board ? 1 : 0;
        scan.append(" %s:%s".formatted(cell.label(), board ? count : "-"));
      }
    }
    return scan.toString();
  }

  private static String entry(Scene scene, Cell cell) {
    return " %s:".formatted(cell.label())
        + scene
            .boardAt(cell)
            .map(board -> found(scene, board))
            .or(() -> scene.markAt(cell).map(mark -> found(scene, mark)))
            .orElse("-");
  }
}
