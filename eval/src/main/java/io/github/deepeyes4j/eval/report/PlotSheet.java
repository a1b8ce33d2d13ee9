package io.github.deepeyes4j.eval.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.github.deepeyes4j.core.image.DrawingFonts;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Draws the panels of a plot, two in a row, in the colours of a theme. Text is drawn as outlines,
/// so that a viewer needs no fonts.
final class PlotSheet {
  private static final int COLUMNS = 2;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 400;

  /// Pixels of a PNG for each unit, for dense screens.
  private static final int DENSITY = 2;

  private final Plot plot;
  private final Theme theme;
  private final int width;
  private final int height;

  PlotSheet(Plot plot, Theme theme) {
    DrawingFonts.prepare();
    this.plot = plot;
    this.theme = theme;
    int columns = Math.min(COLUMNS, plot.panels().size());
    this.width = columns * WIDTH;
    this.height = (plot.panels().size() + columns - 1) / columns * HEIGHT;
  }

  byte[] svg() {
    VectorGraphics2D vectors = new VectorGraphics2D();
    paint(vectors);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      new SVGProcessor()
          .getDocument(vectors.getCommands(), new PageSize(width, height))
          .writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  byte[] png() {
    BufferedImage pixels =
        new BufferedImage(DENSITY * width, DENSITY * height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pixels.createGraphics();
    graphics.scale(DENSITY, DENSITY);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    paint(graphics);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(pixels, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  private void paint(Graphics2D graphics) {
    graphics.setColor(theme.page);
    graphics.fillRect(0, 0, width, height);
    int columns = width / WIDTH;
    for (int i = 0; i < plot.panels().size(); i++) {
      Graphics2D part = (Graphics2D) graphics.create();
      part.translate(i % columns * WIDTH, i / columns * HEIGHT);
      chart(plot.panels().get(i)).paint(part, WIDTH, HEIGHT);
      part.dispose();
    }
  }

  private Chart<?, ?> chart(Panel panel) {
    return switch (panel) {
      case Panel.Bars bars -> bars(bars);
      case Panel.Lines lines -> lines(lines);
    };
  }

  private CategoryChart bars(Panel.Bars bars) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(bars.title())
            .yAxisTitle(bars.unit())
            .theme(Styler.ChartTheme.XChart)
            .build();
    style(chart.getStyler(), bars.series().size());
    chart.getStyler().setStacked(bars.stacked());
    chart.getStyler().setAvailableSpaceFill(0.7);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisLabelRotation(bars.categories().size() > 4 ? 90 : 0);
    for (Panel.Bars.Series series : bars.series()) {
      chart
          .addSeries(series.name(), bars.categories(), series.values())
          .setFillColor(colour(series.colour()));
    }
    return chart;
  }

  private XYChart lines(Panel.Lines lines) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(lines.title())
            .xAxisTitle("step")
            .theme(Styler.ChartTheme.XChart)
            .build();
    style(chart.getStyler(), lines.lines().size());
    for (Panel.Lines.Line line : lines.lines()) {
      XYSeries series = chart.addSeries(line.name(), line.steps(), line.values());
      series.setLineColor(colour(line.colour()));
      series.setMarkerColor(colour(line.colour()));
      series.setMarker(line.steps().size() < 2 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
      series.setLineStyle(new BasicStroke(line.thin() ? 0.75f : 2f));
    }
    return chart;
  }

  private static Color colour(int place) {
    return Theme.SERIES.get(place % Theme.SERIES.size());
  }

  private void style(AxesChartStyler styler, int series) {
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendVisible(series > 1);
    styler.setChartBackgroundColor(theme.page);
    styler.setPlotBackgroundColor(theme.page);
    styler.setLegendBackgroundColor(theme.page);
    styler.setLegendBorderColor(theme.lines);
    styler.setPlotBorderColor(theme.lines);
    styler.setChartFontColor(theme.text);
    styler.setAxisTickLabelsColor(theme.text);
    styler.setAxisTickMarksColor(theme.lines);
    styler.setXAxisTitleColor(theme.text);
    styler.setYAxisTitleColor(theme.text);
    styler.setPlotGridLinesColor(theme.lines);
    // Each dash would be a shape of its own in the SVG.
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setSeriesColors(Theme.SERIES.toArray(Color[]::new));
  }
}
