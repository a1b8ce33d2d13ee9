package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.train.sft.Sample;
import io.github.deepeyes4j.train.sft.Sample.LabelledPicture;
import io.github.deepeyes4j.world.scene.Board;
import io.github.deepeyes4j.world.scene.Cell;
import io.github.deepeyes4j.world.scene.Mark;
import io.github.deepeyes4j.world.scene.Scene;
import io.github.deepeyes4j.world.scene.Shape;
import io.github.deepeyes4j.world.scene.Tint;
import java.awt.geom.Point2D;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// What can be known of each merged cell of a picture: its row and column, the item whose middle
/// lies in it, where in the cell that middle is, and up to three characters whose middles lie in
/// it.
public final class VisionLabels {
  private static final int SLOTS = 3;
  private static final int OFFSETS = 6;

  /// Most rows and columns of cells that are told apart.
  private static final int LATTICE = 12;

  private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
  private static final int ITEMS = 1 + 2 * Tint.values().length + Shape.values().length;

  /// Classes of each head: the item, the character slots, the offsets along x and y, row and
  /// column.
  public static final List<Integer> HEADS =
      List.of(
          ITEMS,
          CHARACTERS.length() + 1,
          CHARACTERS.length() + 1,
          CHARACTERS.length() + 1,
          OFFSETS,
          OFFSETS,
          LATTICE,
          LATTICE);

  private static final int ITEM = 0;
  private static final int FIRST_SLOT = 1;
  private static final int OFFSET_X = FIRST_SLOT + SLOTS;
  private static final int OFFSET_Y = OFFSET_X + 1;
  private static final int ROW = OFFSET_Y + 1;
  private static final int COLUMN = ROW + 1;

  private final PatchGrid grid;
  private final int[][] labels;

  private VisionLabels(PatchGrid grid) {
    this.grid = grid;
    this.labels = new int[HEADS.size()][grid.tokens()];
    for (int[] head : labels) {
      Arrays.fill(head, Sample.UNLABELLED);
    }
    for (int slot = 0; slot < SLOTS; slot++) {
      Arrays.fill(labels[FIRST_SLOT + slot], 0);
    }
    for (int cell = 0; cell < grid.tokens(); cell++) {
      labels[ROW][cell] = Math.min(cell / grid.cellColumns(), LATTICE - 1);
      labels[COLUMN][cell] = Math.min(cell % grid.cellColumns(), LATTICE - 1);
    }
  }

  /// A character and where its middle is, in pixels of the picture.
  record Placed(char character, Point2D center) {}

  /// Labels of a picture of nothing but text.
  static LabelledPicture ofText(Picture picture, List<Placed> text, ImageProcessor view) {
    VisionLabels labels = new VisionLabels(view.grid(picture));
    labels.write(text, picture);
    return new LabelledPicture(picture, labels.labels);
  }

  /// Labels of a whole scene: its items, and the text of those that can be read at this size.
  static LabelledPicture ofScene(Scene scene, ImageProcessor view) {
    Picture picture = scene.picture();
    VisionLabels labels = new VisionLabels(view.grid(picture));
    Arrays.fill(labels.labels[ITEM], 0);
    for (Board board : scene.boards()) {
      labels.item(scene.cell(board), itemClass(board));
      labels.offset(scene.cell(board), board.centerX(), board.centerY(), picture);
      if (board.big()) {
        labels.write(placed(board, 0, 0), picture);
      } else {
        labels.hideText(scene.cell(board));
      }
    }
    for (Mark mark : scene.marks()) {
      labels.item(
          scene.cell(mark),
          1 + 2 * Tint.values().length + List.of(Shape.values()).indexOf(mark.shape()));
    }
    return new LabelledPicture(picture, labels.labels);
  }

  private static int itemClass(Board board) {
    return 1 + 2 * List.of(Tint.values()).indexOf(board.tint()) + (board.big() ? 1 : 0);
  }

  /// The characters of a board, in a picture whose origin is at the given point of the scene.
  static List<Placed> placed(Board board, double left, double top) {
    List<Point2D> centers = board.characterCenters();
    return java.util.stream.IntStream.range(0, centers.size())
        .mapToObj(i ->
            new Placed(
                board.text().charAt(i),
                new Point2D.Double(centers.get(i).getX() - left, centers.get(i).getY() - top)))
        .toList();
  }

  private void write(List<Placed> text, Picture picture) {
    int[] used = new int[grid.tokens()];
    text.stream()
        .filter(placed -> CHARACTERS.indexOf(placed.character) >= 0)
        .sorted(Comparator.comparingDouble(placed -> placed.center.getX()))
        .forEach(placed -> {
          int cell = index(cellAt(placed.center.getX(), placed.center.getY(), picture));
          if (used[cell] < SLOTS) {
            labels[FIRST_SLOT + used[cell]++][cell] = 1 + CHARACTERS.indexOf(placed.character);
          }
        });
  }

  private void hideText(Cell cell) {
    for (int slot = 0; slot < SLOTS; slot++) {
      labels[FIRST_SLOT + slot][index(cell)] = Sample.UNLABELLED;
    }
  }

  private void item(Cell cell, int item) {
    labels[ITEM][index(cell)] = item;
  }

  private void offset(Cell cell, double x, double y, Picture picture) {
    double inCellX = x / picture.width() * grid.cellColumns() - cell.column();
    double inCellY = y / picture.height() * grid.cellRows() - cell.row();
    labels[OFFSET_X][index(cell)] = Math.clamp((int) (OFFSETS * inCellX), 0, OFFSETS - 1);
    labels[OFFSET_Y][index(cell)] = Math.clamp((int) (OFFSETS * inCellY), 0, OFFSETS - 1);
  }

  private Cell cellAt(double x, double y, Picture picture) {
    return Cell.at(x, y, picture.width(), picture.height(), grid.cellRows(), grid.cellColumns());
  }

  private int index(Cell cell) {
    return cell.row() * grid.cellColumns() + cell.column();
  }
}
