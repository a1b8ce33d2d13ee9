package io.github.deepeyes4j.eval.report;

import io.github.deepeyes4j.core.WholeFile;
import io.github.deepeyes4j.eval.analysis.Analysis;
import io.github.deepeyes4j.eval.analysis.EpisodeSet;
import io.github.deepeyes4j.eval.analysis.Runs;
import io.github.deepeyes4j.trace.HtmlPage;
import io.github.deepeyes4j.trace.TokenTexts;
import io.github.deepeyes4j.trace.TraceRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// One HTML file that shows an analysis, its plots inside; beside it the plots as files, and a
/// trace page for each episode.
public final class Report {
  private static final String RESOURCES = "/io/github/deepeyes4j/eval/report/";

  private Report() {}

  /// What the page shows.
  private record Shown(Analysis analysis, List<Picture> plots) {}

  /// A plot in the page.
  private record Picture(String name, String caption, String light, String dark) {}

  /// Writes the report; its file.
  ///
  /// @param texts what tokens say, for the trace pages
  /// @param out a directory, made when it is not there
  public static Path write(Runs runs, Analysis analysis, TokenTexts texts, Path out)
      throws IOException {
    Path figures = Files.createDirectories(out.resolve("figures"));
    for (EpisodeSet set : runs.sets()) {
      for (EpisodeSet.Part part : set.parts()) {
        TraceRun.open(part.directory(), texts).write(out.resolve(part.pages()));
      }
    }
    List<Picture> pictures = new ArrayList<>();
    for (Plot plot : Plots.of(analysis)) {
      for (Theme theme : Theme.values()) {
        PlotSheet sheet = new PlotSheet(plot, theme);
        String name = plot.name() + theme.suffix;
        WholeFile.write(figures.resolve(name + ".svg"), sheet.svg());
        WholeFile.write(figures.resolve(name + ".png"), sheet.png());
      }
      pictures.add(picture(plot, figures));
    }
    String html =
        HtmlPage.html(
            new Shown(analysis, pictures),
            List.of("base.css", RESOURCES + "report.css"),
            List.of(
                "dom.js",
                RESOURCES + "tables.js",
                RESOURCES + "scores.js",
                RESOURCES + "sections.js",
                RESOURCES + "report.js"));
    return WholeFile.write(out.resolve("report.html"), html);
  }

  private static Picture picture(Plot plot, Path figures) throws IOException {
    return new Picture(
        plot.name(),
        plot.caption(),
        address(figures.resolve(plot.name() + Theme.LIGHT.suffix + ".png")),
        address(figures.resolve(plot.name() + Theme.DARK.suffix + ".png")));
  }

  private static String address(Path file) throws IOException {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }
}
