package io.github.deepeyes4j.table;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/// A file of rows. It is never held in memory as a whole; each call of [#rows(List)] reads it again
/// from its beginning.
///
/// A row is a JSON object of the columns that were asked for: texts, numbers, truth values, nulls,
/// lists as arrays, structs as objects, binary values as binary nodes
/// ([tools.jackson.databind.JsonNode#binaryValue()]), dates and times as texts in ISO form. Reading
/// what is no table throws [BadInputException]s that name the file. Safe for concurrent use; each
/// stream is one thread's.
public sealed interface Table permits ParquetTable, TextTable {
  /// The first bytes of a Parquet file.
  String PARQUET = "PAR1";

  /// What stands in the place of a file that Git LFS has not fetched.
  String POINTER = "version https://git-lfs.github.com/spec/";

  /// Opens a Parquet, TSV or CSV file.
  static Table open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    String beginning = beginning(file);
    if (beginning.startsWith(POINTER)) {
      throw new BadInputException(
          file + ": a Git LFS pointer, not the file itself; fetch it with: git lfs pull");
    }
    if (beginning.startsWith(PARQUET)) {
      return ParquetTable.read(file);
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".tsv")) {
      return TextTable.read(file, '\t');
    }
    if (name.endsWith(".csv")) {
      return TextTable.read(file, ',');
    }
    throw new BadInputException(
        file + ": neither a Parquet file nor named .tsv or .csv; no other tables can be read");
  }

  private static String beginning(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(POINTER.length()), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  Path file();

  /// The columns, in the file's order.
  List<Column> columns();

  /// The rows in the file's order, with the named columns alone; to be closed.
  Stream<ObjectNode> rows(List<String> columns);

  /// The rows in the file's order; to be closed.
  default Stream<ObjectNode> rows() {
    return rows(columns().stream().map(Column::name).toList());
  }

  default boolean has(String column) {
    return columns().stream().anyMatch(known -> known.name().equals(column));
  }

  /// Demands columns.
  default void require(List<String> names) {
    for (String name : names) {
      if (!has(name)) {
        throw new BadInputException(
            "%s: has no column '%s'; its columns: %s"
                .formatted(
                    file(),
                    name,
                    columns().stream().map(Column::name).collect(Collectors.joining(", "))));
      }
    }
  }
}
