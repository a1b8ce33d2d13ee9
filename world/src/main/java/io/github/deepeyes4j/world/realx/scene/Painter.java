package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.world.realx.Box;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Paints one sketch. The same sketch, font and random numbers give the same pixels.
public final class Painter {
  /// Height of small pictures on a plate, in parts of the picture's longer side: 12 px in 1024.
  private static final double SMALL_IMAGE = 12.0 / 1024;

  /// Sides that a plate has at least, in parts of the picture's longer side: its colour shows.
  private static final double MIN_WIDTH = 1.0 / 7;

  private static final double MIN_HEIGHT = 1.0 / 14;

  /// Where plates stand on a photograph: this far from its edges.
  private static final double MARGIN = 1.0 / 40;

  private final Sketch sketch;
  private final Font font;
  private final SplittableRandom random;
  private final BufferedImage canvas;
  private final Map<String, Box> boxes = new HashMap<>();

  private Painter(Sketch sketch, Font font, SplittableRandom random) {
    this.sketch = sketch;
    this.font = font;
    this.random = random;
    this.canvas = new BufferedImage(sketch.width(), sketch.height(), BufferedImage.TYPE_INT_RGB);
  }

  /// Paints a scene; throws [NoRoomException] when its plates do not fit.
  public static Painted paint(Sketch sketch, Font font, SplittableRandom random) {
    return new Painter(sketch, font, random).paint();
  }

  private Painted paint() {
    Graphics2D g = canvas.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    switch (sketch.background()) {
      case Background.Wall wall -> paintWall(g, wall);
      case Background.Photograph(Picture picture) -> paintPhotograph(g, picture);
    }
    g.dispose();
    return new Painted(Picture.of(canvas), boxes);
  }

  private void paintWall(Graphics2D g, Background.Wall wall) {
    WallPainter painter = new WallPainter(g, wall, random);
    painter.paint(sketch.width(), sketch.height());
    int columns = sketch.plates().size() <= 2 ? sketch.plates().size() : 2;
    int rows = (sketch.plates().size() + columns - 1) / columns;
    double cellWidth = (double) sketch.width() / columns;
    double cellHeight = (double) sketch.height() / rows;
    for (int i = 0; i < sketch.plates().size(); i++) {
      int row = i / columns;
      Rectangle2D cell =
          new Rectangle2D.Double(i % columns * cellWidth, row * cellHeight, cellWidth, cellHeight);
      PlateSize size = new PlateSize(sketch.plates().get(i));
      double slackX = cellWidth * 0.96 - size.width;
      double slackY = cellHeight * 0.96 - size.height;
      if (slackX < 0 || slackY < 0) {
        throw new NoRoomException();
      }
      double x = cell.getX() + cellWidth * 0.02 + slackX * random.nextDouble();
      double y = cell.getY() + cellHeight * 0.02 + slackY * random.nextDouble(0.5, 1);
      painter.furnish(i, cell, new Rectangle2D.Double(x, y, size.width, size.height));
      size.paint(g, x, y);
    }
  }

  private void paintPhotograph(Graphics2D g, Picture picture) {
    Picture scaled =
        Resampler.resize(picture, sketch.width(), sketch.height(), Resampler.Kernel.BICUBIC);
    g.drawImage(scaled.toBufferedImage(), 0, 0, null);
    double margin = sketch.longSide() * MARGIN;
    boolean right = random.nextBoolean();
    boolean below = random.nextBoolean();
    for (int i = 0; i < sketch.plates().size(); i++) {
      PlateSize size = new PlateSize(sketch.plates().get(i));
      // The second plate stands in the opposite corner.
      boolean toRight = right == (i == 0);
      boolean down = below == (i == 0);
      if (size.width + 2 * margin > sketch.width() || size.height + 2 * margin > sketch.height()) {
        throw new NoRoomException();
      }
      size.paint(
          g,
          toRight ? sketch.width() - margin - size.width : margin,
          down ? sketch.height() - margin - size.height : margin);
    }
  }

  /// A plate's rows and what room they take.
  private final class PlateSize {
    private final Plate plate;
    private final List<RowSize> rows = new ArrayList<>();
    final double width;
    final double height;

    PlateSize(Plate plate) {
      this.plate = plate;
      double widest = sketch.longSide() * MIN_WIDTH;
      double total = 0;
      for (Row row : plate.rows()) {
        RowSize size = new RowSize(row);
        rows.add(size);
        widest = Math.max(widest, size.width + 2 * size.padding);
        total += size.height;
      }
      this.width = Math.ceil(widest);
      this.height = Math.ceil(Math.max(total, sketch.longSide() * MIN_HEIGHT));
    }

    void paint(Graphics2D g, double left, double top) {
      double round = sketch.longSide() / 90.0;
      g.setColor(new Color(0, 0, 0, 90));
      g.fill(new RoundRectangle2D.Double(left + 3, top + 4, width, height, round, round));
      g.setColor(plate.tint().color());
      g.fill(new RoundRectangle2D.Double(left, top, width, height, round, round));
      double y = top + (height - rows.stream().mapToDouble(row -> row.height).sum()) / 2;
      for (RowSize row : rows) {
        row.paint(g, plate, left + width / 2, y + row.height / 2);
        y += row.height;
      }
    }
  }

  /// A row and what room it takes.
  private final class RowSize {
    private final Row row;
    final double width;
    final double height;
    final double padding;

    RowSize(Row row) {
      this.row = row;
      double size = Lettering.size(sketch.longSide(), row.small());
      this.padding = row.small() ? 2 * size : size;
      switch (row) {
        case Row.Text(_, String text, boolean small) -> {
          this.width = Lettering.line(font, text, size, small).getBounds2D().getWidth();
          this.height = (small ? 3.2 : 1.7) * size;
        }
        case Row.Image(_, Picture picture, boolean small) -> {
          double tall = sketch.longSide() * (small ? SMALL_IMAGE : 0.25);
          this.width = tall * picture.width() / picture.height();
          this.height = (small ? 3.2 : 1.2) * tall;
        }
      }
    }

    /// Paints it around a point.
    void paint(Graphics2D g, Plate plate, double x, double y) {
      switch (row) {
        case Row.Text(String name, String text, boolean small) -> {
          double size = Lettering.size(sketch.longSide(), small);
          Shape line = Lettering.line(font, text, size, small);
          Rectangle2D ink = line.getBounds2D();
          Shape placed =
              AffineTransform.getTranslateInstance(x - ink.getCenterX(), y - ink.getCenterY())
                  .createTransformedShape(line);
          g.setColor(plate.tint().ink());
          g.fill(placed);
          boxes.put(name, box(placed.getBounds2D()));
        }
        case Row.Image(String name, Picture picture, boolean small) -> {
          int tall = (int) Math.round(sketch.longSide() * (small ? SMALL_IMAGE : 0.25));
          int wide = Math.max(1, Math.round((float) tall * picture.width() / picture.height()));
          int left = (int) Math.round(x - wide / 2.0);
          int top = (int) Math.round(y - tall / 2.0);
          Picture scaled = Resampler.resize(picture, wide, tall, Resampler.Kernel.BICUBIC);
          g.drawImage(scaled.toBufferedImage(), left, top, null);
          boxes.put(name, new Box(left, top, wide, tall));
        }
      }
    }
  }

  private static Box box(Rectangle2D ink) {
    int left = (int) Math.floor(ink.getMinX());
    int top = (int) Math.floor(ink.getMinY());
    return new Box(
        left, top, (int) Math.ceil(ink.getMaxX()) - left, (int) Math.ceil(ink.getMaxY()) - top);
  }
}
