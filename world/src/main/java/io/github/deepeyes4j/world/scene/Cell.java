package io.github.deepeyes4j.world.scene;

/// A square of the lattice in which a model sees a picture; one token each. Named like a chess
/// square: rows `a` to `h` from the top, columns from 1.
public record Cell(int row, int column) {
  public String label() {
    return "%c%d".formatted('a' + row, column + 1);
  }

  /// The cell of a lattice in which a point of a picture lies.
  public static Cell at(double x, double y, double width, double height, int rows, int columns) {
    return new Cell(
        Math.clamp((int) (y / height * rows), 0, rows - 1),
        Math.clamp((int) (x / width * columns), 0, columns - 1));
  }
}
