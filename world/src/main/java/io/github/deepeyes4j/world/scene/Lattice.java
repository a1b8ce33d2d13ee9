package io.github.deepeyes4j.world.scene;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// Gives out cells so that items do not touch: no two items in neighbouring cells, except for a
/// mark and the board it stands beside.
final class Lattice {
  private static final int ATTEMPTS = 200;

  private final int rows;
  private final int columns;
  private final SplittableRandom random;
  private final Set<Cell> blocked = new HashSet<>();

  Lattice(int rows, int columns, SplittableRandom random) {
    this.rows = rows;
    this.columns = columns;
    this.random = random;
  }

  /// A cell for an item that reaches so many cells away from its middle in each direction, kept
  /// that far from the edges too; empty when chance finds none.
  Optional<Cell> take(int reachX, int reachY) {
    int insetX = Math.min(reachX, (columns - 1) / 2);
    int insetY = Math.min(reachY, (rows - 1) / 2);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Cell cell =
          new Cell(random.nextInt(insetY, rows - insetY), random.nextInt(insetX, columns - insetX));
      if (around(cell, reachX + 1, reachY + 1).stream().noneMatch(blocked::contains)) {
        blocked.addAll(around(cell, reachX, reachY));
        return Optional.of(cell);
      }
    }
    return Optional.empty();
  }

  /// A cell that shares a side with `home` and is near nothing else.
  Optional<Cell> takeBeside(Cell home) {
    List<Cell> free =
        List.of(
                new Cell(home.row(), home.column() - 1),
                new Cell(home.row(), home.column() + 1),
                new Cell(home.row() - 1, home.column()),
                new Cell(home.row() + 1, home.column()))
            .stream()
            .filter(this::isInside)
            .filter(cell ->
                around(cell, 1, 1).stream()
                    .noneMatch(near -> !near.equals(home) && blocked.contains(near)))
            .toList();
    if (free.isEmpty()) {
      return Optional.empty();
    }
    Cell chosen = free.get(random.nextInt(free.size()));
    blocked.add(chosen);
    return Optional.of(chosen);
  }

  private boolean isInside(Cell cell) {
    return cell.row() >= 0 && cell.row() < rows && cell.column() >= 0 && cell.column() < columns;
  }

  private static List<Cell> around(Cell cell, int reachX, int reachY) {
    List<Cell> cells = new ArrayList<>();
    for (int row = cell.row() - reachY; row <= cell.row() + reachY; row++) {
      for (int column = cell.column() - reachX; column <= cell.column() + reachX; column++) {
        cells.add(new Cell(row, column));
      }
    }
    return cells;
  }
}
