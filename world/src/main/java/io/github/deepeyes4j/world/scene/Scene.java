package io.github.deepeyes4j.world.scene;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Picture;
import java.util.List;
import java.util.Optional;

/// A composed picture and everything that is on it.
///
/// @param boards no two of one colour
/// @param view how a model sees the picture: items were placed in its cells, one at most in each
public record Scene(Picture picture, List<Board> boards, List<Mark> marks, ImageProcessor view) {
  public Scene {
    boards = List.copyOf(boards);
    marks = List.copyOf(marks);
  }

  /// Rows of cells.
  public int rows() {
    return view.grid(picture).cellRows();
  }

  /// Columns of cells.
  public int columns() {
    return view.grid(picture).cellColumns();
  }

  public Cell cell(Board board) {
    return cell(board.centerX(), board.centerY());
  }

  public Cell cell(Mark mark) {
    return cell(mark.centerX(), mark.centerY());
  }

  private Cell cell(double x, double y) {
    return Cell.at(x, y, picture.width(), picture.height(), rows(), columns());
  }

  /// The board whose middle lies in a cell.
  public Optional<Board> boardAt(Cell cell) {
    return boards.stream().filter(board -> cell(board).equals(cell)).findFirst();
  }

  /// The mark whose middle lies in a cell.
  public Optional<Mark> markAt(Cell cell) {
    return marks.stream().filter(mark -> cell(mark).equals(cell)).findFirst();
  }
}
