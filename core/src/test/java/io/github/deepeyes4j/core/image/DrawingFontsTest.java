package io.github.deepeyes4j.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DrawingFontsTest {
  @Test
  void logicalFontsAreTheBundledOnes() throws Exception {
    DrawingFonts.prepare();
    assertThat(size(new Font(Font.SERIF, Font.PLAIN, 20))).isEqualTo(size(bundled("Regular")));
    assertThat(size(new Font(Font.DIALOG, Font.BOLD, 20))).isEqualTo(size(bundled("Bold")));
  }

  private static Font bundled(String style) throws Exception {
    Path file = Path.of("../assets/fonts/open_sans/OpenSans-%s.ttf".formatted(style));
    return Font.createFont(Font.TRUETYPE_FONT, file.toFile()).deriveFont(20f);
  }

  private static Rectangle2D size(Font font) {
    FontRenderContext context = new FontRenderContext(null, true, true);
    return font.createGlyphVector(context, "Quick 12.5 foxes").getVisualBounds();
  }
}
