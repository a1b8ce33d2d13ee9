package io.github.deepeyes4j.world.scene;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.Point2D;

/// How text is set: evenly, as on a letter board.
///
/// @param pitch from the middle of one character to that of the next, in pixels
public record Lettering(Font font, double pitch) {
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  /// The glyphs of one line: the baseline at 0, the middle of the first character at 0.
  public GlyphVector glyphs(String text) {
    GlyphVector glyphs = font.createGlyphVector(CONTEXT, text);
    for (int i = 0; i < glyphs.getNumGlyphs(); i++) {
      Point2D at = glyphs.getGlyphPosition(i);
      double middle = glyphs.getGlyphVisualBounds(i).getBounds2D().getCenterX();
      glyphs.setGlyphPosition(i, new Point2D.Double(i * pitch - (middle - at.getX()), at.getY()));
    }
    return glyphs;
  }
}
