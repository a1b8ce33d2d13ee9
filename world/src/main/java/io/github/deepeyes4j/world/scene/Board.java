package io.github.deepeyes4j.world.scene;

import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A coloured surface with a line of text on it.
///
/// @param centerX middle in pixels of the scene, and `centerY` likewise
/// @param width size in pixels before it is turned, and `height` likewise
/// @param angle by which it is turned, in radians, clockwise
/// @param lettering how the text is set, in pixels of the scene
/// @param big whether the text can be read in the whole picture as the model first sees it
public record Board(
    Kind kind,
    Tint tint,
    String text,
    double centerX,
    double centerY,
    double width,
    double height,
    double angle,
    Lettering lettering,
    boolean big) {

  /// What a board is called; it changes how it is drawn, not how it is found.
  public enum Kind {
    SIGN,
    TAG,
    LABEL,
    POSTER;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Takes board coordinates (origin in the middle, upright) to the scene's.
  AffineTransform placement() {
    AffineTransform placement = AffineTransform.getTranslateInstance(centerX, centerY);
    placement.rotate(angle);
    return placement;
  }

  /// Where the text's baseline begins, in board coordinates.
  Point2D textOrigin() {
    Rectangle2D ink = glyphs().getVisualBounds();
    return new Point2D.Double(-ink.getCenterX(), -ink.getCenterY());
  }

  GlyphVector glyphs() {
    return lettering.glyphs(text);
  }

  /// The middle of each character, in pixels of the scene.
  public List<Point2D> characterCenters() {
    Point2D origin = textOrigin();
    AffineTransform placement = placement();
    List<Point2D> centers = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      Point2D center = new Point2D.Double(origin.getX() + i * lettering.pitch(), 0);
      centers.add(placement.transform(center, null));
    }
    return centers;
  }

  /// The smallest upright box around the board, in pixels of the scene.
  public Rectangle2D bounds() {
    return placement()
        .createTransformedShape(new Rectangle2D.Double(-width / 2, -height / 2, width, height))
        .getBounds2D();
  }
}
