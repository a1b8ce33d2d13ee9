package io.github.deepeyes4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.eval.analysis.StoredRuns;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The command on two tiny runs.
class AnalyzeTest {
  @TempDir Path folder;

  static {
    System.setProperty("deepeyes.home", "..");
  }

  private static String printed(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(arguments)).isZero();
    } finally {
      System.setOut(before);
    }
    return captured.toString(StandardCharsets.UTF_8);
  }

  @Test
  void writesAReportAndPrintsItsFigures() throws Exception {
    Path first = StoredRuns.evaluation(folder.resolve("a"), false);
    Path second = StoredRuns.evaluation(folder.resolve("b"), true);
    Path out = folder.resolve("out");
    JsonNode json =
        JsonMapper.shared()
            .readTree(printed("analyze", "--json", "--out=" + out, "" + first, "" + second));
    assertThat(json.at("/comparisons/0/difference/value").asDouble()).isEqualTo(0.6);
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(out.resolve("figures/tool-classes.svg")).isNotEmptyFile();
    assertThat(out.resolve("episodes/b/pages/00010.html")).isNotEmptyFile();
    assertThat(printed("analyze", "" + first, "" + second)).contains("b against a on 10 questions");
  }
}
