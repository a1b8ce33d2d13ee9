package io.github.deepeyes4j.eval.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.eval.analysis.Analysis;
import io.github.deepeyes4j.eval.analysis.Runs;
import io.github.deepeyes4j.eval.analysis.StoredRuns;
import io.github.deepeyes4j.trace.TokenTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  @TempDir Path folder;

  private Runs runs() throws IOException {
    Path first = StoredRuns.evaluation(folder.resolve("a"), false);
    Path second = StoredRuns.evaluation(folder.resolve("b"), true);
    Path training = StoredRuns.training(folder.resolve("rl"));
    return Runs.open(List.of("beginner=" + first, "expert=" + second, training.toString()));
  }

  @Test
  void aReportComesWithItsPlotsAndPages() throws IOException {
    Runs runs = runs();
    Path report =
        Report.write(runs, Analysis.of(runs, true), TokenTexts.UNKNOWN, folder.resolve("out"));
    String html = Files.readString(report);
    Matcher pages = Pattern.compile("episodes/[\\w./-]+\\.html").matcher(html);
    assertThat(pages.results().map(page -> report.resolveSibling(page.group())))
        .hasSizeGreaterThan(20)
        .allMatch(Files::isRegularFile);
    for (String plot :
        List.of("tool-classes", "tool-rate", "tool-classes-by-question", "training-rl")) {
      for (String name : List.of(plot, plot + "-dark")) {
        Path file = report.resolveSibling("figures/" + name);
        var png = ImageIO.read(Path.of(file + ".png").toFile());
        assertThat(png.getWidth()).isEqualTo(2560);
        assertThat(Path.of(file + ".svg")).content().contains("<svg", "<path", "</svg>");
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
    }
  }

  /// Answers without tools have no classes of calls to draw.
  @Test
  void aRunWithoutCallsHasAReportToo() throws IOException {
    Path run = folder.resolve("direct");
    StoredRuns.withoutTools(run);
    Runs runs = Runs.of("direct", run);
    Path report = Report.write(runs, Analysis.of(runs, false), TokenTexts.UNKNOWN, run);
    assertThat(report).isNotEmptyFile();
    assertThat(run.resolve("figures")).isDirectoryContaining("glob:**/tool-rate.svg");
    assertThat(run.resolve("figures/tool-classes-by-question.svg")).doesNotExist();
  }

  @Test
  void machinesGetTheSameFigures() throws IOException {
    JsonNode json =
        JsonMapper.shared()
            .readTree(JsonMapper.shared().writeValueAsString(Analysis.of(runs(), true)));
    assertThat(json.at("/runs/1/name").asString()).isEqualTo("expert");
    assertThat(json.at("/runs/1/overall/accuracy/value").asDouble()).isEqualTo(1);
    assertThat(json.at("/runs/1/overall/accuracy/ci95")).hasSize(2);
    assertThat(json.at("/runs/1/overall/tools/text_search/per_trajectory").asDouble())
        .isEqualTo(0.2);
    assertThat(json.at("/runs/0/classes/two_step/errors/selection")).hasSize(2);
    assertThat(json.at("/comparisons/0/pairs/only_second")).hasSize(6);
    assertThat(json.at("/trainings/0/curves/critic~1score~1mean/11/value").asDouble())
        .isEqualTo(0.6);
    assertThat(json.at("/published/shares/0/sft/crop").asDouble()).isEqualTo(89);
  }

  /// A benchmark's directory tells its numbers, its protocol and its classes of questions.
  @Test
  void aBenchmarksRunBringsItsNumbers() throws IOException {
    Path run = StoredRuns.benchmark(folder.resolve("made"));
    JsonNode json =
        JsonMapper.shared()
            .readTree(
                JsonMapper.shared().writeValueAsString(Analysis.of(Runs.of("made", run), false)));
    JsonNode report = json.at("/runs/0/benchmarks/0");
    assertThat(report.path("complete").asBoolean()).isTrue();
    assertThat(report.at("/scores/fixed/all/overall/value").asDouble()).isEqualTo(0.5);
    assertThat(report.at("/scores/fixed/scored/overall/value").asDouble()).isEqualTo(5.0 / 9);
    assertThat(report.at("/scores/fixed/all/perception=yes/ci95")).hasSize(2);
    assertThat(report.at("/cost/seconds/scoring").asDouble()).isEqualTo(0.125);
    assertThat(report.path("contamination").isNull()).isTrue();
    assertThat(json.at("/runs/0/classes")).hasSize(2);
    assertThat(json.at("/runs/0/classes/perception/tools/crop/calls").asInt()).isEqualTo(5);
    assertThat(json.at("/runs/0/overall/accuracy/ci95"))
        .isEqualTo(report.at("/scores/fixed/all/overall/ci95"));
  }

  @Test
  void theTableNamesRunsClassesAndDifferences() throws IOException {
    assertThat(AnalysisTable.of(Analysis.of(runs(), true)))
        .contains("beginner", "expert", "  two_step", "text search 20 %", "rl step 10")
        .contains("expert against beginner on 10 questions: +60.0 points")
        .contains("only beginner 0, only expert 6", "p 0.031")
        .contains("rl: 12 training steps");
  }
}
