package io.github.deepeyes4j.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

class TextTableTest {
  @TempDir Path folder;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<ObjectNode> rows(Path file) {
    try (Stream<ObjectNode> rows = Table.open(file).rows()) {
      return rows.toList();
    }
  }

  @Test
  void quotedValuesHoldAnything() throws IOException {
    Path file =
        write(
            "a.tsv",
            "\uFEFFindex\tquestion\tanswer\n0\t\"two\nlines, a\ttab and \"\"quotes\"\"\"\t\n1\tplain \"b\tC\n");
    assertThat(rows(file).stream().map(ObjectNode::toString))
        .containsExactly(
            """
            {"index":"0","question":"two\\nlines, a\\ttab and \\"quotes\\"","answer":""}\
            """,
            """
            {"index":"1","question":"plain \\"b","answer":"C"}\
            """);
  }

  @Test
  void aPictureOfManyMegabytesFits() throws IOException {
    String picture = "iVBORw0KGgo".repeat(3_000_000);
    Path file = write("big.csv", "index,image\n7," + picture + "\n8,x\n");
    List<ObjectNode> rows = rows(file);
    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().get("image").asString()).hasSize(33_000_000);
  }

  @Test
  void onlyWhatIsAskedForIsGiven() throws IOException {
    try (Stream<ObjectNode> rows =
        Table.open(write("a.csv", "a,b,c\n1,2,3\n")).rows(List.of("c", "a"))) {
      assertThat(rows.map(ObjectNode::toString)).containsExactly("{\"c\":\"3\",\"a\":\"1\"}");
    }
  }

  @Test
  void theWrongSeparatorIsNamed() throws IOException {
    Path file = write("a.tsv", "index,question\n1,2\n");
    assertThatThrownBy(() -> Table.open(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            file
                + ": its header is one column, 'index,question'; .tsv is read with tabs between values, .csv with commas");
  }

  @Test
  void unevenRowsAreNamed() throws IOException {
    Path file = write("a.csv", "a,b\n1,2\n3\n");
    assertThatThrownBy(() -> rows(file))
        .isInstanceOf(BadInputException.class)
        .hasMessage(file + ": row 2 has 1 values, the header 2");
  }

  @Test
  void otherEncodingsAreNamed() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.write(file, "a,b\n1,Zürich\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> rows(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("UTF-8")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void whatHasNoHeaderIsNamed() throws IOException {
    Path file = write("a.csv", "");
    assertThatThrownBy(() -> Table.open(file)).hasMessage(file + ": is empty; a header is needed");
    Path other = write("a.txt", "a,b");
    assertThatThrownBy(() -> Table.open(other))
        .hasMessage(
            other + ": neither a Parquet file nor named .tsv or .csv; no other tables can be read");
  }
}
