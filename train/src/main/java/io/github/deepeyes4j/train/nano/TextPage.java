package io.github.deepeyes4j.train.nano;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.PatchGrid;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.train.nano.VisionLabels.Placed;
import io.github.deepeyes4j.world.scene.Lettering;
import io.github.deepeyes4j.world.scene.Noise;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.GlyphVector;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A page full of random characters in many sizes, fonts and colours. Most pages are smaller than
/// the view and are enlarged by it, as crops are.
///
/// @param text every character, in pixels of the picture
record TextPage(Picture picture, List<Placed> text) {
  private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234567890123456789-";

  static TextPage random(SplittableRandom random, List<Font> fonts, ImageProcessor view) {
    return new Canvas(random, fonts, view, random.nextInt(90, 240), random.nextInt(60, 180)).draw();
  }

  /// One page in the making.
  private static final class Canvas {
    private final SplittableRandom random;
    private final List<Font> fonts;
    private final BufferedImage canvas;
    private final PatchGrid grid;
    private final Color paper;
    private final Color ink;
    private final List<Placed> placed = new ArrayList<>();

    Canvas(SplittableRandom random, List<Font> fonts, ImageProcessor view, int width, int height) {
      this.random = random;
      this.fonts = fonts;
      this.canvas = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      this.grid = view.grid(width, height);
      this.paper = color();
      int light = paper.getRed() * 3 + paper.getGreen() * 6 + paper.getBlue();
      this.ink = light > 1400 ? Color.BLACK : Color.WHITE;
    }

    TextPage draw() {
      Graphics2D g = canvas.createGraphics();
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      int width = canvas.getWidth();
      int height = canvas.getHeight();
      g.setPaint(new GradientPaint(0, 0, paper, width, height, near(paper)));
      g.fillRect(0, 0, width, height);
      // One line of text in a row of cells at most: two would mix their characters' order.
      for (int row = 0; row < grid.cellRows(); row++) {
        if (random.nextInt(5) > 0) {
          writeLine(g, row);
        }
      }
      g.dispose();
      if (random.nextInt(3) == 0) {
        Noise.add(canvas, random, random.nextDouble(2, 7));
      }
      return new TextPage(Picture.of(canvas), placed);
    }

    private void writeLine(Graphics2D g, int row) {
      double cell = (double) canvas.getHeight() / grid.cellRows();
      double cellWidth = (double) canvas.getWidth() / grid.cellColumns();
      double em = random.nextDouble(0.55, 1.15) * cell;
      Font font = fonts.get(random.nextInt(fonts.size())).deriveFont((float) em);
      double pitch = Math.max(random.nextDouble(0.95, 1.45) * cellWidth, 0.9 * em);
      Lettering lettering = new Lettering(font, pitch);
      double middle = (row + random.nextDouble(0.35, 0.65)) * cell;
      double x = random.nextDouble(0.3, 1.3) * cell;
      g.setColor(ink);
      while (true) {
        int room = (int) Math.ceil((canvas.getWidth() - 0.3 * cellWidth - x) / pitch);
        if (room < 1) {
          return;
        }
        String word = word(Math.min(room, random.nextInt(1, 7)));
        GlyphVector glyphs = lettering.glyphs(word);
        g.drawGlyphVector(
            glyphs, (float) x, (float) (middle - glyphs.getVisualBounds().getCenterY()));
        for (int i = 0; i < word.length(); i++) {
          placed.add(new Placed(word.charAt(i), new Point2D.Double(x + i * pitch, middle)));
        }
        x += pitch * (word.length() + random.nextDouble(0, 1.5));
      }
    }

    private String word(int length) {
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < length; i++) {
        word.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
      }
      return word.toString();
    }

    private Color color() {
      return new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private Color near(Color color) {
      return new Color(level(color.getRed()), level(color.getGreen()), level(color.getBlue()));
    }

    private int level(int value) {
      return Math.clamp(value + random.nextInt(-40, 41), 0, 255);
    }
  }
}
