package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.SplittableRandom;

/// Paints a wall and what stands on it around the plates.
final class WallPainter {
  private final Graphics2D g;
  private final Background.Wall wall;
  private final SplittableRandom random;

  WallPainter(Graphics2D g, Background.Wall wall, SplittableRandom random) {
    this.g = g;
    this.wall = wall;
    this.random = random;
  }

  void paint(int width, int height) {
    if (wall.furniture() == Background.Furniture.POST) {
      fill(wall.photographs().getFirst(), new Rectangle2D.Double(0, 0, width, height));
      return;
    }
    g.setPaint(new GradientPaint(0, 0, wall.color(), 0, height, wall.color().darker()));
    g.fill(new Rectangle2D.Double(0, 0, width, height));
    if (wall.furniture() == Background.Furniture.CORK) {
      g.setColor(new Color(92, 64, 40));
      g.setStroke(new BasicStroke(width / 60f));
      g.draw(new Rectangle2D.Double(0, 0, width, height));
    }
  }

  /// Paints what belongs to a plate that will stand in a cell.
  ///
  /// @param number of the plate, from 0
  void furnish(int number, Rectangle2D cell, Rectangle2D plate) {
    switch (wall.furniture()) {
      case POST -> post(cell, plate);
      case FRAME -> frame(number, cell, plate, new Color(150, 118, 60));
      case SHELF -> shelf(cell, plate);
      case DIAL -> dial(cell, plate);
      case CORK -> frame(number, cell, plate, new Color(244, 242, 236));
    }
  }

  /// Fills a rectangle with the middle of a photograph.
  private void fill(Picture photograph, Rectangle2D place) {
    int width = Math.max(1, (int) Math.round(place.getWidth()));
    int height = Math.max(1, (int) Math.round(place.getHeight()));
    double scale =
        Math.max((double) width / photograph.width(), (double) height / photograph.height());
    int partWidth = Math.clamp(Math.round(width / scale), 1, photograph.width());
    int partHeight = Math.clamp(Math.round(height / scale), 1, photograph.height());
    int left = (photograph.width() - partWidth) / 2;
    int top = (photograph.height() - partHeight) / 2;
    Picture part = photograph.crop(left, top, left + partWidth, top + partHeight);
    Picture scaled = Resampler.resize(part, width, height, Resampler.Kernel.BICUBIC);
    g.drawImage(
        scaled.toBufferedImage(),
        (int) Math.round(place.getX()),
        (int) Math.round(place.getY()),
        null);
  }

  private void post(Rectangle2D cell, Rectangle2D plate) {
    double thick = cell.getWidth() / 40;
    g.setColor(new Color(110, 112, 115));
    g.fill(
        new Rectangle2D.Double(
            plate.getCenterX() - thick / 2,
            plate.getMaxY(),
            thick,
            cell.getMaxY() - plate.getMaxY()));
  }

  /// The room above the plate, in the cell.
  private static Rectangle2D above(Rectangle2D cell, Rectangle2D plate) {
    double room = plate.getY() - cell.getY();
    return new Rectangle2D.Double(
        cell.getX() + cell.getWidth() * 0.2,
        cell.getY() + room * 0.12,
        cell.getWidth() * 0.6,
        room * 0.76);
  }

  private void frame(int number, Rectangle2D cell, Rectangle2D plate, Color color) {
    Rectangle2D place = above(cell, plate);
    double edge = place.getHeight() / 14;
    g.setColor(color);
    g.fill(place);
    fill(
        wall.photographs().get(number),
        new Rectangle2D.Double(
            place.getX() + edge,
            place.getY() + edge,
            place.getWidth() - 2 * edge,
            place.getHeight() - 2 * edge));
  }

  private void shelf(Rectangle2D cell, Rectangle2D plate) {
    Rectangle2D place = above(cell, plate);
    int count = 3 + random.nextInt(4);
    double width = place.getWidth() / count;
    for (int i = 0; i < count; i++) {
      double height = place.getHeight() * random.nextDouble(0.4, 0.9);
      g.setColor(muted());
      g.fill(
          new Rectangle2D.Double(
              place.getX() + i * width, place.getMaxY() - height, width * 0.9, height));
    }
    g.setColor(new Color(96, 72, 50));
    g.fill(
        new Rectangle2D.Double(
            cell.getX(), place.getMaxY(), cell.getWidth(), place.getHeight() / 12));
  }

  private void dial(Rectangle2D cell, Rectangle2D plate) {
    Rectangle2D place = above(cell, plate);
    double size = Math.min(place.getWidth(), place.getHeight());
    double x = place.getCenterX();
    double y = place.getCenterY();
    g.setColor(new Color(228, 226, 218));
    g.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
    g.setColor(new Color(60, 60, 64));
    g.setStroke(new BasicStroke((float) Math.max(1, size / 40)));
    g.draw(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
    g.draw(
        new Line2D.Double(
            x,
            y,
            x + size * random.nextDouble(-0.3, 0.3),
            y - size * random.nextDouble(0.1, 0.35)));
  }

  private Color muted() {
    return new Color(90 + random.nextInt(110), 90 + random.nextInt(110), 90 + random.nextInt(110));
  }
}
