package io.github.deepeyes4j.core.score.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How often the rules say what a cell means. The cells were labelled by reading them; the rules
/// were written with the first file at hand; the second was known, but got no rules of its own.
class CodeClassAccuracyTest {
  private static final String LABEL = "# %% ";

  private record Cell(CodeClass label, String source) {
    boolean isRight() {
      return CodeClass.of(source) == label;
    }
  }

  private static List<Cell> cells(String file) throws IOException {
    Path path = Path.of("src/test/resources/io/github/deepeyes4j/core/score/audit", file);
    List<Cell> cells = new ArrayList<>();
    for (String part : ("\n" + Files.readString(path)).split("\n" + LABEL, -1)) {
      if (!part.isEmpty()) {
        String[] labelAndSource = part.split("\n", 2);
        cells.add(
            new Cell(
                CodeClass.valueOf(labelAndSource[0].toUpperCase(Locale.ROOT)), labelAndSource[1]));
      }
    }
    return cells;
  }

  /// The table of the documentation: rows are what cells mean, columns what the rules say.
  private static String confusion(List<Cell> cells) {
    List<CodeClass> classes = List.of(CodeClass.values());
    String heads = classes.stream().map(CodeClass::wireName).collect(Collectors.joining(" | "));
    StringBuilder table = new StringBuilder("| meant | " + heads + " |\n| --- |");
    table.append(" --- |".repeat(classes.size())).append('\n');
    for (CodeClass meant : classes) {
      String counts =
          classes.stream()
              .map(said ->
                  cells.stream()
                      .filter(cell -> cell.label == meant && CodeClass.of(cell.source) == said)
                      .count())
              .map(String::valueOf)
              .collect(Collectors.joining(" | "));
      table.append("| %s | %s |\n".formatted(meant.wireName(), counts));
    }
    long right = cells.stream().filter(Cell::isRight).count();
    return table + "\n%d of %d right".formatted(right, cells.size());
  }

  @Test
  void theDocumentationTellsTheAccuracy() throws IOException {
    List<Cell> tuned = cells("cells-tuned.txt");
    List<Cell> heldOut = cells("cells-held-out.txt");
    assertThat(tuned.size() + heldOut.size()).isGreaterThanOrEqualTo(200);
    assertThat(Stream.concat(tuned.stream(), heldOut.stream()).map(Cell::source))
        .doesNotHaveDuplicates();
    assertThat(Path.of("../docs/analysis.md"))
        .content()
        .contains(confusion(tuned), confusion(heldOut));
  }
}
