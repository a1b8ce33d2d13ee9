package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Mark;
import io.github.deepeyes4j.world.scene.Scan;
import io.github.deepeyes4j.world.scene.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/// A way to say which board is meant, true of that board alone.
///
/// @param phrase as in a question: `the red sign`, `the tag next to the star`
/// @param finding as in a thought, after the look over the picture: `star b3: b2:- b4:red b4:`
record Place(String phrase, String finding) {

  /// The corners and sides that a question may name.
  private enum Region {
    TOP_LEFT("in the top left corner"),
    TOP_RIGHT("in the top right corner"),
    BOTTOM_LEFT("in the bottom left corner"),
    BOTTOM_RIGHT("in the bottom right corner");

    private final String phrase;

    Region(String phrase) {
      this.phrase = phrase;
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// Generous: the quarter of the picture.
    private boolean holds(Scene scene, Board board) {
      boolean top = board.centerY() < scene.picture().height() / 2.0;
      boolean left = board.centerX() < scene.picture().width() / 2.0;
      return switch (this) {
        case TOP_LEFT -> top && left;
        case TOP_RIGHT -> top && !left;
        case BOTTOM_LEFT -> !top && left;
        case BOTTOM_RIGHT -> !top && !left;
      };
    }
  }

  /// One of the ways that single the board out. By colour always does.
  static Place any(SplittableRandom random, Scene scene, Board board) {
    List<Place> ways = new ArrayList<>(List.of(byColor(scene, board)));
    byRegion(scene, board).ifPresent(ways::add);
    byNeighbour(scene, board).ifPresent(ways::add);
    return Pick.from(random, ways);
  }

  static Place byColor(Scene scene, Board board) {
    return new Place(
        "the %s %s".formatted(board.tint().label(), board.kind().label()),
        Scan.found(scene, board));
  }

  /// Only when the region holds no other board, and the board is in the outer part of it.
  static Optional<Place> byRegion(Scene scene, Board board) {
    double fromMiddleX = Math.abs(board.centerX() / scene.picture().width() - 0.5);
    double fromMiddleY = Math.abs(board.centerY() / scene.picture().height() - 0.5);
    if (fromMiddleX < 0.17 || fromMiddleY < 0.17) {
      return Optional.empty();
    }
    for (Region region : Region.values()) {
      List<Board> inside = scene.boards().stream().filter(b -> region.holds(scene, b)).toList();
      if (inside.equals(List.of(board))) {
        return Optional.of(
            new Place(
                "the %s %s".formatted(board.kind().label(), region.phrase),
                region.label() + "\n" + Scan.found(scene, board)));
      }
    }
    return Optional.empty();
  }

  static Optional<Place> byNeighbour(Scene scene, Board board) {
    return neighbour(scene, board)
        .map(mark ->
            new Place(
                "the %s next to the %s".formatted(board.kind().label(), mark.shape().label()),
                Scan.found(scene, mark) + Scan.around(scene, scene.cell(mark), scene.cell(board))));
  }

  /// The mark in a cell that shares a side with the board's.
  static Optional<Mark> neighbour(Scene scene, Board board) {
    return scene.marks().stream()
        .filter(mark ->
            Math.abs(scene.cell(mark).row() - scene.cell(board).row())
                    + Math.abs(scene.cell(mark).column() - scene.cell(board).column())
                == 1)
        .findFirst();
  }
}
