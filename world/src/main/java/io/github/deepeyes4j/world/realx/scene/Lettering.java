package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.world.realx.RealxMini;
import java.awt.Font;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;

/// Sets text as outlines: the same on every machine that has the same fonts.
public final class Lettering {
  /// Type size up to which letters cannot be read, in pixels of the view: at 3.25 (13 px letters on
  /// a 1024 px photo) nothing can be made out, at 6.5 everything.
  static final double UNREADABLE = 3.3;

  /// Type size of large letters in the longer side of the picture.
  private static final double LARGE = 1.0 / 22;

  /// Space between letters, in type sizes: signs are set wide.
  private static final double SMALL_TRACKING = 0.16;

  private static final double LARGE_TRACKING = 0.14;

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private Lettering() {}

  /// Type size in pixels of a picture with this longer side.
  static double size(int longSide, boolean small) {
    return small ? Math.floor(UNREADABLE * longSide / RealxMini.VIEW) : longSide * LARGE;
  }

  /// A line's outline, its baseline at 0.
  static Shape line(Font font, String text, double size, boolean small) {
    double tracking = size * (small ? SMALL_TRACKING : LARGE_TRACKING);
    Font sized = font.deriveFont((float) size);
    Path2D line = new Path2D.Double();
    double x = 0;
    for (int i = 0; i < text.length(); i++) {
      GlyphVector glyph = sized.createGlyphVector(CONTEXT, text.substring(i, i + 1));
      line.append(
          glyph.getOutline().getPathIterator(AffineTransform.getTranslateInstance(x, 0)), false);
      x += glyph.getGlyphMetrics(0).getAdvanceX() + tracking;
    }
    return line;
  }
}
