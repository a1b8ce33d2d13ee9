package io.github.deepeyes4j.world.scene;

import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;

/// The marks that stand beside boards, drawn in a unit square around the origin.
public enum Shape {
  STAR,
  CIRCLE,
  TRIANGLE,
  CROSS,
  HEART;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The outline at a place, `size` pixels wide.
  java.awt.Shape outline(double centerX, double centerY, double size) {
    AffineTransform place = AffineTransform.getTranslateInstance(centerX, centerY);
    place.scale(size, size);
    return place.createTransformedShape(unit());
  }

  private java.awt.Shape unit() {
    return switch (this) {
      case CIRCLE -> new Ellipse2D.Double(-0.5, -0.5, 1, 1);
      case TRIANGLE -> polygon(0, -0.5, 0.5, 0.45, -0.5, 0.45);
      case CROSS -> {
        Area cross = new Area(new Rectangle2D.Double(-0.16, -0.5, 0.32, 1));
        cross.add(new Area(new Rectangle2D.Double(-0.5, -0.16, 1, 0.32)));
        yield cross;
      }
      case STAR -> {
        double[] points = new double[20];
        for (int i = 0; i < 10; i++) {
          double radius = i % 2 == 0 ? 0.55 : 0.22;
          points[2 * i] = radius * Math.sin(Math.PI * i / 5);
          points[2 * i + 1] = -radius * Math.cos(Math.PI * i / 5);
        }
        yield polygon(points);
      }
      case HEART -> {
        Path2D heart = new Path2D.Double();
        heart.moveTo(0, 0.5);
        heart.curveTo(-0.75, 0, -0.5, -0.6, 0, -0.22);
        heart.curveTo(0.5, -0.6, 0.75, 0, 0, 0.5);
        heart.closePath();
        yield heart;
      }
    };
  }

  private static Path2D polygon(double... points) {
    Path2D path = new Path2D.Double();
    path.moveTo(points[0], points[1]);
    for (int i = 2; i < points.length; i += 2) {
      path.lineTo(points[i], points[i + 1]);
    }
    path.closePath();
    return path;
  }
}
