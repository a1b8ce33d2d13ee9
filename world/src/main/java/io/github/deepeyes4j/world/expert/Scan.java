package io.github.deepeyes4j.world.expert;

import io.github.deepeyes4j.world.scene.Cell;
import io.github.deepeyes4j.world.scene.Scene;

/// A thought that goes over a picture cell by cell, in reading order, and names what it finds. It
/// turns 'where is the red sign' from one leap into many small steps.
public final class Scan {
  private Scan() {}

  /// The thought about a scene.
  public static String of(Scene scene) {
    StringBuilder scan = new StringBuilder();
    for (int row = 0; row < scene.rows(); row++) {
      for (int column = 0; column < scene.columns(); column++) {
        Cell cell = new Cell(row, column);
        scan.append(' ').append(cell.label()).append(':').append(content(scene, cell));
      }
    }
    return scan.toString();
  }

  private static String content(Scene scene, Cell cell) {
    return scene
        .boardAt(cell)
        .map(board -> (board.big() ? "big " : "") + board.tint().label())
        .or(() -> scene.markAt(cell).map(mark -> mark.shape().label()))
        .orElse("-");
  }
}
