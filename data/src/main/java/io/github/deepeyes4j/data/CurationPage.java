package io.github.deepeyes4j.data;

import io.github.deepeyes4j.data.CurationReport.Contamination;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A report as one HTML page without scripts, that opens offline.
final class CurationPage {
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Curation</title>
      <meta name="viewport" content="width=device-width">
      <link rel="icon" href="data:,">
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem }
      table { border-collapse: collapse; margin: 1rem 0 } td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
      td.n { text-align: right; font-variant-numeric: tabular-nums }
      .bar { display: inline-block; height: .8rem; background: #35c } .rest { background: #ccd }
      </style></head><body><h1>Curation</h1>
      """;

  /// Width of the longest bar, in pixels.
  private static final int WIDTH = 300;

  private final CurationReport report;
  private final StringBuilder html = new StringBuilder(HEAD);

  private CurationPage(CurationReport report) {
    this.report = report;
  }

  static String of(CurationReport report) {
    CurationPage page = new CurationPage(report);
    page.funnel();
    page.rates("Right without tools", report.direct());
    page.rates("Right with tools", report.withTools());
    page.shares();
    page.contamination();
    page.asked();
    page.exports();
    return page.html.append("</body></html>\n").toString();
  }

  private void funnel() {
    int most = report.funnel().stream().mapToInt(StageCount::in).max().orElse(1);
    html.append("<h2>Funnel</h2><table><tr><th>stage<th>in<th>kept<th><th>dropped</tr>");
    for (StageCount stage : report.funnel()) {
      String dropped =
          stage.dropped().entrySet().stream()
              .map(reason -> reason.getValue() + " " + reason.getKey())
              .collect(Collectors.joining(", "));
      row(
          text(stage.stage()),
          number(stage.in()),
          number(stage.kept()),
          "<td>" + bar("", stage.kept(), most) + bar(" rest", stage.in() - stage.kept(), most),
          text(dropped));
    }
    html.append("</table>");
  }

  private void rates(String title, Map<Integer, Integer> counts) {
    int most = counts.values().stream().mapToInt(Integer::intValue).max().orElse(1);
    html.append("<h2>%s</h2><table><tr><th>samples right<th>questions<th></tr>".formatted(title));
    counts.forEach((right, questions) ->
        row(number(right), number(questions), "<td>" + bar("", questions, most)));
    html.append("</table>");
  }

  private void shares() {
    html.append(
        "<h2>What is left</h2><table><tr><th>for<th>category<th>questions<th>before the mix</tr>");
    report
        .shares()
        .forEach((destination, categories) ->
            categories.forEach((category, count) ->
                row(
                    text(destination.toLowerCase(Locale.ROOT).replace('_', ' ')),
                    text(category),
                    number(count.after()),
                    number(count.before()))));
    html.append("</table>");
  }

  private void contamination() {
    html.append("<h2>Contamination</h2>");
    if (report.contamination().isEmpty()) {
      html.append("<p>None found.</p>");
      return;
    }
    html.append("<table><tr><th>example<th><th>of</tr>");
    for (Contamination found : report.contamination()) {
      row(text(found.example()), text(found.reason()), text(found.by()));
    }
    html.append("</table>");
  }

  private void asked() {
    html.append("<h2>Asked</h2><table><tr><th>stage<th>episodes<th>tokens<th>cost</tr>");
    report
        .asked()
        .forEach((stage, spent) ->
            row(
                text(stage),
                number(spent.episodes()),
                number(spent.tokens()),
                text(String.format(Locale.ROOT, "%.4f", spent.cost()))));
    html.append("</table>");
  }

  private void exports() {
    html.append(
        "<h2>Exports</h2><p>%d conversations for the cold start (<a href=\"index.html\">look at them</a>), %d questions for reinforcement learning.</p>"
            .formatted(report.exports().coldStart(), report.exports().rl()));
  }

  private void row(String... cells) {
    html.append("<tr>").append(String.join("", cells)).append("</tr>\n");
  }

  private static String number(long value) {
    return "<td class=n>" + value;
  }

  private static String text(String value) {
    return "<td>" + value.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static String bar(String kind, int value, int most) {
    return "<span class=\"bar%s\" style=\"width:%dpx\"></span>"
        .formatted(kind, (long) WIDTH * value / Math.max(1, most));
  }
}
