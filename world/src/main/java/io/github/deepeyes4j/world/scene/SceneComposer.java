package io.github.deepeyes4j.world.scene;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Split;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// Composes random scenes to order.
///
/// Items are placed on the lattice in which a model with the given image processor sees the
/// picture, each with its middle well inside a cell, so that 'the cell of the red sign' has one
/// answer. Small text is too small to be read in that view and large enough to be read in a crop.
/// Safe for concurrent use.
public final class SceneComposer {
  /// Text height (em) of a small board, in pixels of the view: unreadable (3.3 is the measured
  /// limit of guessing for the capitals' height, which is 0.7 em).
  private static final double SMALL_EM_IN_VIEW = 4.1;

  /// From one character to the next, and from the first to the last at most, in ems: in a crop of a
  /// small board no two share a cell of the view, up to six characters.
  private static final double SMALL_PITCH = 1.32;

  private static final double SMALL_LINE = 5.7;

  /// The same for a big board and the whole picture, up to two characters.
  private static final double BIG_PITCH = 1.5;

  private static final int[][] SIZES = {
    {768, 576},
    {800, 600},
    {960, 720},
    {768, 512},
    {900, 600},
    {700, 700},
    {576, 768},
    {600, 900},
    {1024, 768},
    {640, 640}
  };
  private static final Color[] MARK_COLORS = {
    new Color(0xE8368F), new Color(0x1FC8D8), new Color(0xF4F4F4), new Color(0x202020)
  };

  private final Backgrounds backgrounds;
  private final List<Font> fonts;
  private final ImageProcessor view;

  public SceneComposer(Assets assets, Split split, ImageProcessor view) {
    this.backgrounds = new Backgrounds(assets, split);
    this.fonts = assets.fonts();
    this.view = view;
  }

  /// What goes onto a board.
  ///
  /// @param big large enough to be read in the whole picture
  /// @param neighbour whether a mark stands beside it, if there is room
  public record Order(String text, boolean big, boolean neighbour) {}

  /// Composes a scene whose first board is the first order's. Of the others those are there that
  /// found room. Each board has another colour.
  public Scene compose(SplittableRandom random, List<Order> orders) {
    while (true) {
      int[] size = SIZES[random.nextInt(SIZES.length)];
      Composition composition = new Composition(random, size[0], size[1]);
      // A big board has no room in a narrow picture: another size then.
      if (composition.place(orders.getFirst())) {
        orders.stream().skip(1).forEach(composition::place);
        return composition.draw();
      }
    }
  }

  /// A scene with something in most cells, colours repeated: for learning what is where, not for
  /// questions.
  public Scene mosaic(SplittableRandom random) {
    int[] size = SIZES[random.nextInt(SIZES.length)];
    return new Composition(random, size[0], size[1]).mosaic();
  }

  /// One scene in the making.
  private final class Composition {
    private final SplittableRandom random;
    private final int canvasWidth;
    private final int canvasHeight;
    private final double cellWidth;
    private final double cellHeight;
    private final PatchGrid grid;
    private final Lattice lattice;
    private final List<Board> boards = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private final List<Tint> tints;
    private final List<Shape> shapes;

    Composition(SplittableRandom random, int width, int height) {
      this.random = random;
      this.canvasWidth = width;
      this.canvasHeight = height;
      this.grid = view.grid(width, height);
      this.cellWidth = (double) width / grid.cellColumns();
      this.cellHeight = (double) height / grid.cellRows();
      this.lattice = new Lattice(grid.cellRows(), grid.cellColumns(), random);
      this.tints = shuffled(Tint.values());
      this.shapes = shuffled(Shape.values());
    }

    Scene mosaic() {
      for (int i = 0; i < grid.tokens(); i++) {
        Cell cell = new Cell(i / grid.cellColumns(), i % grid.cellColumns());
        if (random.nextInt(8) == 0) {
          marks.add(mark(any(Shape.values()), cell));
        } else if (random.nextInt(5) < 3) {
          String text = String.valueOf(random.nextInt(10, 1000));
          boards.add(new Face(text, false).board(any(Tint.values()), cell));
        }
      }
      return draw();
    }

    /// False when there was no room.
    boolean place(Order order) {
      Face face = new Face(order.text(), order.big());
      int reachX = order.big() ? (int) Math.ceil(face.width / 2 / cellWidth - 0.2) : 0;
      int reachY = order.big() ? (int) Math.ceil(face.height / 2 / cellHeight - 0.2) : 0;
      Optional<Cell> cell = lattice.take(reachX, reachY);
      cell.map(home -> face.board(tints.removeLast(), home)).ifPresent(boards::add);
      if (order.neighbour() && !shapes.isEmpty()) {
        cell.flatMap(lattice::takeBeside)
            .map(beside -> mark(shapes.removeLast(), beside))
            .ifPresent(marks::add);
      }
      return cell.isPresent();
    }

    Scene draw() {
      BufferedImage canvas = backgrounds.random(random, canvasWidth, canvasHeight);
      Graphics2D g = SceneRenderer.graphics(canvas);
      marks.forEach(mark -> SceneRenderer.draw(g, mark));
      boards.forEach(board -> SceneRenderer.draw(g, board));
      g.dispose();
      if (random.nextInt(4) == 0) {
        Noise.add(canvas, random, random.nextDouble(2, 7));
      }
      return new Scene(Picture.of(canvas), boards, marks, view);
    }

    /// The size and lettering of a board that has no place yet.
    private final class Face {
      final String text;
      final boolean big;
      final Lettering lettering;
      final double width;
      final double height;

      Face(String text, boolean big) {
        double scale = cellWidth / view.settings().cellSize();
        double em = (big ? random.nextDouble(20, 24) : SMALL_EM_IN_VIEW) * scale;
        Font font = fonts.get(random.nextInt(fonts.size())).deriveFont((float) em);
        this.text = text;
        this.big = big;
        this.lettering = new Lettering(font, em * pitch(text, big));
        this.width =
            lettering.glyphs(text).getVisualBounds().getWidth() + em * random.nextDouble(1.0, 1.7);
        this.height = em * (big ? random.nextDouble(1.5, 1.9) : random.nextDouble(2.0, 3.2));
      }

      private static double pitch(String text, boolean big) {
        return big ? BIG_PITCH : Math.min(SMALL_PITCH, SMALL_LINE / (text.length() - 1));
      }

      Board board(Tint tint, Cell cell) {
        double marginX = width / 2 + 4;
        double marginY = height / 2 + 4;
        return new Board(
            any(Board.Kind.values()),
            tint,
            text,
            Math.clamp(within(cell.column(), cellWidth), marginX, canvasWidth - marginX),
            Math.clamp(within(cell.row(), cellHeight), marginY, canvasHeight - marginY),
            width,
            height,
            random.nextDouble(-0.06, 0.06),
            lettering,
            big);
      }
    }

    /// A place in the inner part of a cell.
    private double within(int index, double cellSize) {
      return (index + random.nextDouble(0.22, 0.78)) * cellSize;
    }

    private Mark mark(Shape shape, Cell cell) {
      return new Mark(
          shape,
          any(MARK_COLORS),
          (cell.column() + random.nextDouble(0.4, 0.6)) * cellWidth,
          (cell.row() + random.nextDouble(0.4, 0.6)) * cellHeight,
          Math.min(cellWidth, cellHeight) * random.nextDouble(0.55, 0.75));
    }

    private <T> T any(T[] values) {
      return values[random.nextInt(values.length)];
    }

    private <T> List<T> shuffled(T[] values) {
      List<T> list = new ArrayList<>(List.of(values));
      for (int i = list.size() - 1; i > 0; i--) {
        list.set(i, list.set(random.nextInt(i + 1), list.get(i)));
      }
      return list;
    }
  }
}
