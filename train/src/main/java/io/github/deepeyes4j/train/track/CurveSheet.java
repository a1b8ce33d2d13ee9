package io.github.deepeyes4j.train.track;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.github.deepeyes4j.core.image.DrawingFonts;
import io.github.deepeyes4j.train.track.Curves.Line;
import io.github.deepeyes4j.train.track.Curves.Panel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Panels of curves on one sheet, two in a row.
final class CurveSheet {
  private static final int COLUMNS = 2;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;

  private CurveSheet() {}

  /// Writes `curves.svg` and `curves.png`, if there is anything to see.
  static void write(Path directory, List<Panel> panels) throws IOException {
    if (panels.isEmpty()) {
      return;
    }
    DrawingFonts.prepare();
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    VectorGraphics2D vectors = new VectorGraphics2D();
    paint(vectors, panels);
    replace(
        directory.resolve("curves.svg"),
        new SVGProcessor()
                .getDocument(vectors.getCommands(), new PageSize(COLUMNS * WIDTH, rows * HEIGHT))
            ::writeTo);
    BufferedImage pixels =
        new BufferedImage(COLUMNS * WIDTH, rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pixels.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, pixels.getWidth(), pixels.getHeight());
    paint(graphics, panels);
    graphics.dispose();
    replace(directory.resolve("curves.png"), out -> ImageIO.write(pixels, "png", out));
  }

  private static void paint(Graphics2D graphics, List<Panel> panels) {
    for (int i = 0; i < panels.size(); i++) {
      Graphics2D part = (Graphics2D) graphics.create();
      part.translate(i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT);
      chart(panels.get(i)).paint(part, WIDTH, HEIGHT);
      part.dispose();
    }
  }

  private static XYChart chart(Panel panel) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(panel.title())
            .xAxisTitle("step")
            .theme(Styler.ChartTheme.XChart)
            .build();
    XYStyler styler = chart.getStyler();
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendVisible(panel.lines().size() > 1);
    styler.setChartBackgroundColor(Color.WHITE);
    // Each dash would be a shape of its own in the SVG.
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    for (Line line : panel.lines()) {
      XYSeries series = chart.addSeries(line.name(), line.steps(), line.values());
      series.setMarker(line.steps().size() < 2 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    }
    return chart;
  }

  /// Writes one picture.
  private interface Drawing {
    void writeTo(OutputStream out) throws IOException;
  }

  private static void replace(Path file, Drawing drawing) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(part)) {
      drawing.writeTo(out);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
