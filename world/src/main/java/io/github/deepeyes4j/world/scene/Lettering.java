package io.github.deepeyes4j.world.scene;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.font.TextAttribute;
import java.awt.geom.Point2D;
import java.util.Map;

/// Text as glyphs, spaced by the font's [TextAttribute#TRACKING], which Java's own glyph vectors
/// leave out.
public final class Lettering {
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private Lettering() {}

  /// The font with `tracking` ems between characters.
  public static Font spaced(Font font, double tracking) {
    return font.deriveFont(Map.of(TextAttribute.TRACKING, (float) tracking));
  }

  /// The glyphs of one line, its baseline at 0.
  public static GlyphVector glyphs(Font font, String text) {
    GlyphVector glyphs = spaced(font, 0).createGlyphVector(CONTEXT, text);
    if (font.getAttributes().get(TextAttribute.TRACKING) instanceof Number tracking) {
      double gap = tracking.doubleValue() * font.getSize2D();
      for (int i = 0; i <= glyphs.getNumGlyphs(); i++) {
        Point2D at = glyphs.getGlyphPosition(i);
        glyphs.setGlyphPosition(i, new Point2D.Double(at.getX() + i * gap, at.getY()));
      }
    }
    return glyphs;
  }
}
