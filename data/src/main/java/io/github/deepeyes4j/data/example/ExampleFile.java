package io.github.deepeyes4j.data.example;

import static io.github.deepeyes4j.table.ColumnType.Scalar.INTEGER;
import static io.github.deepeyes4j.table.ColumnType.Scalar.TEXT;
import static io.github.deepeyes4j.table.ColumnType.listOf;
import static io.github.deepeyes4j.table.ColumnType.struct;

import io.github.deepeyes4j.table.ColumnType;
import io.github.deepeyes4j.table.ParquetFile;
import io.github.deepeyes4j.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Examples in Parquet: all that is known of them, without the pixels. Stateless.
public final class ExampleFile {
  private static final ColumnType.Struct RATE =
      struct("model", TEXT)
          .with("prompts", TEXT)
          .with("samples", INTEGER)
          .with("right", INTEGER)
          .with("ungraded", INTEGER)
          .with("tokens", INTEGER)
          .with("until", TEXT);

  /// The columns; [Example] says what they hold.
  public static final ColumnType.Struct COLUMNS =
      struct("id", TEXT)
          .with("origin", struct("source", TEXT).with("licence", TEXT).with("key", TEXT))
          .with("category", TEXT)
          .with("question", TEXT)
          .with("answers", listOf(TEXT))
          .with("pictures", listOf(TEXT))
          .with("direct", RATE)
          .with("withTools", RATE)
          .with("destination", TEXT)
          .with("lesson", struct("teacher", TEXT).with("attempt", INTEGER).with("until", TEXT))
          .with("drop", struct("stage", TEXT).with("reason", TEXT).with("detail", TEXT));

  private ExampleFile() {}

  public static void write(Path file, List<Example> examples) throws IOException {
    ParquetFile.write(file, COLUMNS, examples.stream().map(ExampleFile::row));
  }

  public static List<Example> read(Path file) {
    Table table = Table.open(file);
    table.require(List.copyOf(COLUMNS.fields().keySet()));
    try (Stream<ObjectNode> rows = table.rows()) {
      return rows.map(row -> JsonMapper.shared().treeToValue(row, Example.class)).toList();
    }
  }

  /// An example as a row.
  public static ObjectNode row(Example example) {
    return JsonMapper.shared().valueToTree(example);
  }
}
