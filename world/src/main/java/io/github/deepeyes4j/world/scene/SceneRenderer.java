package io.github.deepeyes4j.world.scene;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;

/// Draws boards and marks onto a background. Stateless; the same input gives the same pixels.
final class SceneRenderer {
  private SceneRenderer() {}

  static Graphics2D graphics(BufferedImage canvas) {
    Graphics2D g = canvas.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return g;
  }

  static void draw(Graphics2D g, Mark mark) {
    java.awt.Shape outline = mark.shape().outline(mark.centerX(), mark.centerY(), mark.size());
    g.setColor(mark.color());
    g.fill(outline);
    g.setColor(contrast(mark.color()));
    g.setStroke(new BasicStroke((float) Math.max(1, mark.size() / 16)));
    g.draw(outline);
  }

  static void draw(Graphics2D g, Board board) {
    AffineTransform before = g.getTransform();
    g.transform(board.placement());
    double w = board.width();
    double h = board.height();
    drawSupport(g, board, w, h);
    double round = board.kind() == Board.Kind.POSTER ? 0 : h / 4;
    RoundRectangle2D face = new RoundRectangle2D.Double(-w / 2, -h / 2, w, h, round, round);
    g.setColor(new Color(0, 0, 0, 90));
    g.fill(new RoundRectangle2D.Double(-w / 2 + 2, -h / 2 + 3, w, h, round, round));
    g.setColor(board.tint().color());
    g.fill(face);
    g.setColor(board.tint().ink());
    g.setStroke(new BasicStroke((float) Math.max(1, h / 40)));
    g.draw(
        new RoundRectangle2D.Double(
            -w / 2 + h / 20, -h / 2 + h / 20, w - h / 10, h - h / 10, round, round));
    Point2D origin = board.textOrigin();
    g.drawGlyphVector(board.glyphs(), (float) origin.getX(), (float) origin.getY());
    g.setTransform(before);
  }

  /// What holds the board: a post, a string through a hole, or nothing.
  private static void drawSupport(Graphics2D g, Board board, double w, double h) {
    switch (board.kind()) {
      case SIGN -> {
        g.setColor(new Color(110, 110, 110));
        g.setStroke(new BasicStroke((float) Math.max(2, w / 18)));
        g.draw(new Line2D.Double(0, h / 2, 0, h / 2 + 0.9 * h));
      }
      case TAG -> {
        g.setColor(new Color(90, 70, 50));
        g.setStroke(new BasicStroke((float) Math.max(1, h / 20)));
        g.draw(new Line2D.Double(-w / 2, 0, -w / 2 - 0.4 * h, -0.5 * h));
        g.fill(new Ellipse2D.Double(-w / 2 - h / 10, -h / 10, h / 5, h / 5));
      }
      case LABEL, POSTER -> {}
    }
  }

  private static Color contrast(Color color) {
    int light = color.getRed() + color.getGreen() + color.getBlue();
    return light > 380 ? new Color(40, 40, 40) : new Color(235, 235, 235);
  }
}
