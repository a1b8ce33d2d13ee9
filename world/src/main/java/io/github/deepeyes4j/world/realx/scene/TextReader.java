package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.Resampler;
import io.github.deepeyes4j.world.realx.Box;
import io.github.deepeyes4j.world.realx.Form;
import io.github.deepeyes4j.world.realx.Operand;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads one line of text on a plain ground by matching templates: ink is parted into characters
/// where columns are empty, and each is compared with every character of every font that scenes are
/// set in. What is too coarse to be parted cannot be read. Immutable; safe for concurrent use.
public final class TextReader {
  /// Rows to which a picture is enlarged before it is looked at.
  private static final int HEIGHT = 144;

  /// Brightness by which ink differs from the ground at least, of 255.
  private static final double MIN_CONTRAST = 30;

  private static final double TEMPLATE_SIZE = 64;

  /// Ground that is left around a text, in heights of its letters.
  private static final double SMALL_MARGIN = 1.2;

  private static final double LARGE_MARGIN = 0.35;

  /// The templates of each font, by character.
  private final List<Map<Character, Glyph>> fonts;

  public TextReader(List<Font> fonts) {
    this.fonts = fonts.stream().map(TextReader::templates).toList();
  }

  /// The part of a picture in which a text stands alone on its ground.
  ///
  /// @param width of the picture
  /// @param height of the picture
  public static Box around(Operand.Reading reading, int width, int height) {
    double margin = reading.box().height() * (reading.small() ? SMALL_MARGIN : LARGE_MARGIN);
    return reading.box().grown((int) Math.round(margin), width, height);
  }

  /// What a picture of one line says; empty when there is no text on it.
  public String read(Picture picture, Form form) {
    int factor = Math.max(1, (HEIGHT + picture.height() - 1) / picture.height());
    Ink ink =
        Ink.of(
            Resampler.resize(
                picture,
                picture.width() * factor,
                picture.height() * factor,
                Resampler.Kernel.BICUBIC),
            MIN_CONTRAST);
    List<Glyph> glyphs = ink.glyphs();
    String best = "";
    double bestDistance = Double.MAX_VALUE;
    for (Map<Character, Glyph> font : fonts) {
      StringBuilder text = new StringBuilder();
      double distance = 0;
      for (Glyph glyph : glyphs) {
        char nearest = nearest(glyph, font, form);
        text.append(nearest);
        distance += glyph.distance(template(font, nearest));
      }
      if (distance < bestDistance) {
        bestDistance = distance;
        best = text.toString();
      }
    }
    return best;
  }

  /// Which of the candidates was meant by a reading: the one that takes the fewest edits, the first
  /// of several.
  public static String guess(String reading, List<String> candidates) {
    String best = candidates.getFirst();
    for (String candidate : candidates) {
      if (edits(reading, candidate) < edits(reading, best)) {
        best = candidate;
      }
    }
    return best;
  }

  /// Levenshtein's distance.
  private static int edits(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  private static char nearest(Glyph glyph, Map<Character, Glyph> font, Form form) {
    char best = form.characters().charAt(0);
    double bestDistance = Double.MAX_VALUE;
    for (char character : form.characters().toCharArray()) {
      double distance = glyph.distance(template(font, character));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = character;
      }
    }
    return best;
  }

  private static Glyph template(Map<Character, Glyph> font, char character) {
    Glyph glyph = font.get(character);
    if (glyph == null) {
      throw new IllegalStateException("no template for '%s'".formatted(character));
    }
    return glyph;
  }

  private static Map<Character, Glyph> templates(Font font) {
    Map<Character, Glyph> templates = new HashMap<>();
    for (Form form : Form.values()) {
      for (char character : form.characters().toCharArray()) {
        templates.computeIfAbsent(character, c -> template(font, c));
      }
    }
    return templates;
  }

  /// A character beside a tall one, which shows where the line is.
  private static Glyph template(Font font, char character) {
    var line = Lettering.line(font, character + "H", TEMPLATE_SIZE, true);
    Rectangle2D bounds = line.getBounds2D();
    int width = (int) Math.ceil(bounds.getWidth()) + 8;
    int height = (int) Math.ceil(bounds.getHeight()) + 8;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.fill(
        AffineTransform.getTranslateInstance(4 - bounds.getMinX(), 4 - bounds.getMinY())
            .createTransformedShape(line));
    g.dispose();
    return Ink.of(Picture.of(image), MIN_CONTRAST).glyphs().getFirst();
  }
}
