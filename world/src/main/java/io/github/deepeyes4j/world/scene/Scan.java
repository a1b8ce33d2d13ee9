package io.github.deepeyes4j.world.scene;

import java.util.ArrayList;
import java.util.List;

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

  private static String entry(Scene scene, Cell cell) {
    return " %s:".formatted(cell.label())
        + scene
            .boardAt(cell)
            .map(board -> found(scene, board))
            .or(() -> scene.markAt(cell).map(mark -> found(scene, mark)))
            .orElse("-");
  }
}
