package io.github.deepeyes4j.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.deepeyes4j.browser.Chromium;
import io.github.deepeyes4j.browser.OfflinePages;
import io.github.deepeyes4j.eval.analysis.Analysis;
import io.github.deepeyes4j.eval.analysis.Runs;
import io.github.deepeyes4j.eval.analysis.StoredRuns;
import io.github.deepeyes4j.trace.TokenTexts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The report in a real browser, opened as a file.
class ReportBrowserTest {
  private static final String HOSTILE = "<b>bold<hr><script>";

  @TempDir private static Path folder;
  private static Path report = Path.of(".");
  private static Path benchmarkReport = Path.of(".");
  private static Chromium chromium = Chromium.start();

  private final OfflinePages pages = new OfflinePages(chromium);
  private Page page = pages.open(new Browser.NewContextOptions());

  @BeforeAll
  static void write() throws IOException {
    Path first = StoredRuns.evaluation(folder.resolve("a"), false);
    Path second = StoredRuns.evaluation(folder.resolve("b"), true);
    Path training = StoredRuns.training(folder.resolve("rl"));
    Runs runs = Runs.open(List.of(HOSTILE + "=" + first, "expert=" + second, "" + training));
    report = Report.write(runs, Analysis.of(runs, true), TokenTexts.UNKNOWN, folder.resolve("out"));
    Path benchmark = StoredRuns.benchmark(folder.resolve("made"));
    Runs run = Runs.of("Made-Up", benchmark);
    benchmarkReport = Report.write(run, Analysis.of(run, false), TokenTexts.UNKNOWN, benchmark);
  }

  @AfterAll
  static void stop() {
    chromium.close();
  }

  private void openReport(Browser.NewContextOptions options) {
    openReport(report, options);
  }

  private void openReport(Path file, Browser.NewContextOptions options) {
    page.context().close();
    page = pages.open(options);
    page.navigate(file.toUri().toString());
  }

  @AfterEach
  void nothingLeftTheMachineAndNothingWentWrong() {
    page.context().close();
    pages.check();
  }

  @Test
  void showsEverySection() {
    openReport(new Browser.NewContextOptions());
    assertThat(page.locator("nav a").count()).isEqualTo(8);
    assertThat(page.locator("section h2").allTextContents())
        .containsExactlyElementsOf(page.locator("nav a").allTextContents());
    Locator rows = page.locator("#summary tbody tr");
    assertThat(rows.nth(8).textContent()).startsWith("all10100.0 % (72–100)");
    assertThat(page.locator("#comparisons td").allTextContents())
        .containsExactly("4", "0", "6", "0");
    assertThat(page.locator("#comparisons").textContent())
        .contains("a difference of +60.0 points", "p = 0.031");
    assertThat(page.locator("#training tbody tr").allTextContents())
        .contains("critic/score/mean0.150.500.410.49");
    assertThat(page.locator("main").textContent()).doesNotContain("undefined", "NaN", "[object");
  }

  /// What `eval` leaves: the report of one run, in its own directory.
  @Test
  void aBenchmarksRunShowsItsScoresProtocolAndEpisodes() {
    openReport(benchmarkReport, new Browser.NewContextOptions());
    assertThat(page.locator("nav a").allTextContents())
        .containsExactly(
            "Scores",
            "Right answers and tools",
            "Tool calls",
            "Errors",
            "Audit flags",
            "What the paper shows",
            "Protocol");
    assertThat(page.locator("#scores tbody tr").first().textContent())
        .startsWith("overall50.0 % (23.7–76.3)55.6 %");
    assertThat(page.locator("#scores").textContent())
        .contains("infrastructure 1", "crop-iou", "perception=yes", "0.125", "not the published");
    assertThat(page.locator("#protocol").textContent())
        .contains("Contamination: not checked", "scripted", "agent");
    assertThat(page.locator("main").textContent()).doesNotContain("undefined", "NaN", "[object");
    page.locator("#summary a").first().press("Enter");
    page.waitForURL("**/index.html*");
    assertThat(page.locator(".rows li").count()).isEqualTo(10);
  }

  @Test
  void aBenchmarksReportFitsAPhone() {
    openReport(benchmarkReport, new Browser.NewContextOptions().setViewportSize(360, 740));
    Chromium.assertFits(page);
  }

  @Test
  void namesAreTextAndNothingElse() {
    openReport(new Browser.NewContextOptions());
    assertThat(page.locator("h1").textContent()).contains(HOSTILE);
    assertThat(page.title()).contains(HOSTILE);
    assertThat(page.locator("main b, main hr, main script").count()).isZero();
  }

  @Test
  void leadsToTheEpisodes() {
    openReport(new Browser.NewContextOptions());
    Locator details = page.locator("#errors details").first();
    details.locator("summary").press("Enter");
    details.locator("a").first().press("Enter");
    page.waitForURL("**/pages/*.html");
    assertThat(page.locator(".turn").count()).isEqualTo(2);
    page.getByText("All trajectories").press("Enter");
    page.waitForURL("**/index.html*");
    assertThat(page.locator(".rows li").count()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void plotsHaveTheColoursOfThePage(ColorScheme scheme) {
    openReport(new Browser.NewContextOptions().setColorScheme(scheme));
    assertThat(page.locator("figure img").count()).isEqualTo(4);
    Object corners =
        page.evaluate(
            """
            async () => {
              const corners = [];
              for (const picture of document.querySelectorAll('figure img')) {
                await picture.decode();
                const canvas = document.createElement('canvas');
                canvas.getContext('2d').drawImage(picture, 0, 0);
                const [r, g, b] = canvas.getContext('2d').getImageData(1, 1, 1, 1).data;
                corners.push(`rgb(${r}, ${g}, ${b})`);
              }
              corners.push(getComputedStyle(document.body).backgroundColor);
              return [...new Set(corners)].join();
            }
            """);
    assertThat(corners)
        .isEqualTo(scheme == ColorScheme.DARK ? "rgb(22, 24, 26)" : "rgb(255, 255, 255)");
  }

  @Test
  void fitsAPhone() {
    openReport(new Browser.NewContextOptions().setViewportSize(360, 740));
    Chromium.assertFits(page);
  }
}
