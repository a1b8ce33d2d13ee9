package io.github.deepeyes4j.table;

import static io.github.deepeyes4j.table.ColumnType.Scalar.BOOLEAN;
import static io.github.deepeyes4j.table.ColumnType.Scalar.BYTES;
import static io.github.deepeyes4j.table.ColumnType.Scalar.INTEGER;
import static io.github.deepeyes4j.table.ColumnType.Scalar.REAL;
import static io.github.deepeyes4j.table.ColumnType.Scalar.TEXT;
import static io.github.deepeyes4j.table.ColumnType.listOf;
import static io.github.deepeyes4j.table.ColumnType.struct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ParquetTest {
  /// Written by `oracle/parquet.py` with pyarrow, in the shape of MMSearch-R1's files.
  private static final Path FOREIGN = Path.of("src/test/resources/mmsearch.parquet");

  @TempDir Path folder;

  private static List<ObjectNode> rows(Table table, String... columns) {
    try (Stream<ObjectNode> rows =
        columns.length == 0 ? table.rows() : table.rows(List.of(columns))) {
      return rows.toList();
    }
  }

  private static ObjectNode json(String text) {
    return (ObjectNode) JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  @Test
  void anotherWritersFileIsRead() {
    Table table = Table.open(FOREIGN);
    assertThat(table.columns().stream().map(Column::name))
        .containsExactly("prompt", "images", "reward_model", "data_source", "image_urls");
    List<ObjectNode> rows = rows(table);
    assertThat(rows).hasSize(5);
    ObjectNode first = rows.getFirst();
    assertThat(first.at("/prompt/0/role").asString()).isEqualTo("user");
    assertThat(first.at("/prompt/0/content").asString()).isEqualTo("Question 0: which lake is it?");
    assertThat(first.at("/images/0/bytes").binaryValue()).hasSize(300_000);
    assertThat(first.at("/images/0/path").isNull()).isTrue();
    assertThat(first.get("image_urls").isNull()).isTrue();
    assertThat(first.at("/reward_model/candidate_answers").asString()).isEqualTo("[\"Zug\"]");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Path file = folder.resolve("a [b]*'\"?.parquet");
    ColumnType.Struct columns =
        struct("id", TEXT)
            .with("images", listOf(struct("bytes", BYTES).with("path", TEXT)))
            .with("facts", struct("n", INTEGER).with("x", REAL).with("names", listOf(TEXT)))
            .with("flag", BOOLEAN);
    ObjectNode full =
        json(
            "{'id': 'é', 'images': [{'path': 'p'}, null], 'facts': {'n': -5, 'x': 0.5, 'names': ['a', null]}, 'flag': true}");
    ((ObjectNode) full.at("/images/0")).put("bytes", new byte[] {0, -1, 7});
    assertThat(
            ParquetFile.write(file, columns, Stream.of(full, json("{'id': null, 'images': []}"))))
        .isEqualTo(2);
    List<ObjectNode> rows = rows(Table.open(file));
    assertThat(rows.getFirst().at("/images/0/bytes").binaryValue()).containsExactly(0, -1, 7);
    ((ObjectNode) rows.getFirst().at("/images/0")).remove("bytes");
    assertThat(rows.stream().map(ObjectNode::toString))
        .containsExactly(
            json("{'id': 'é', 'images': [{'path': 'p'}, null], 'facts': {'n': -5, 'x': 0.5, 'names': ['a', null]}, 'flag': true}")
                .toString(),
            json("{'id': null, 'images': [], 'facts': null, 'flag': null}").toString());
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }

  @Test
  void rowsKeepTheirOrderOverRowGroups() throws IOException {
    Path file = folder.resolve("many.parquet");
    ParquetFile.write(
        file,
        struct("n", INTEGER).with("text", TEXT),
        IntStream.range(0, 5000)
            .mapToObj(n -> json("{'n': %d, 'text': 'row %d'}".formatted(n, n))));
    assertThat(rows(Table.open(file), "n").stream().map(row -> row.get("n").intValue()))
        .containsExactlyElementsOf(IntStream.range(0, 5000).boxed().toList());
  }

  @Test
  void aFailingSourceLeavesNothing() {
    Stream<ObjectNode> failing =
        Stream.of(1)
            .map(_ -> {
              throw new IllegalStateException("no more");
            });
    assertThatThrownBy(
            () -> ParquetFile.write(folder.resolve("x.parquet"), struct("n", INTEGER), failing))
        .hasMessage("no more");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aMissingColumnIsNamedWithThoseThereAre() {
    assertThatThrownBy(() -> Table.open(FOREIGN).require(List.of("prompt", "answer")))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            FOREIGN
                + ": has no column 'answer'; its columns: prompt, images, reward_model, data_source, image_urls");
  }

  @Test
  void whatIsNoTableIsNamed() throws IOException {
    Path cut = folder.resolve("cut.parquet");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(FOREIGN), 5000));
    assertThatThrownBy(() -> Table.open(cut))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(cut + ": not a sound Parquet file: ");
    Path pointer = folder.resolve("lfs.parquet");
    Files.writeString(
        pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n");
    assertThatThrownBy(() -> Table.open(pointer))
        .hasMessage(
            pointer + ": a Git LFS pointer, not the file itself; fetch it with: git lfs pull");
    assertThatThrownBy(() -> Table.open(folder.resolve("none.parquet")))
        .hasMessageEndingWith("none.parquet: no such file");
  }
}
