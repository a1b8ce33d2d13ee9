package io.github.deepeyes4j.table;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import tools.jackson.databind.node.ObjectNode;

/// Writes Parquet files: SNAPPY, row groups of 2,048 rows, which is also how many are in memory at
/// a time. Stateless.
public final class ParquetFile {
  private static final int ROW_GROUP = 2048;

  /// Bytes that rows may occupy in memory before they go to disk, on their way.
  private static final String MEMORY = "1GB";

  private ParquetFile() {}

  /// Writes rows to a file, which appears when it is complete. They pass through a temporary
  /// database beside it.
  ///
  /// @param columns the file's columns; those that a row lacks are null there, others that it has
  ///   are left out
  /// @return how many rows
  public static long write(Path file, ColumnType.Struct columns, Stream<ObjectNode> rows)
      throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path work = Files.createTempDirectory(parent, ".parquet-");
    try {
      Path part = work.resolve("part.parquet");
      long count = write(work.resolve("rows.duckdb"), part, columns, rows);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return count;
    } catch (SQLException e) {
      throw new BadInputException(
          "%s: cannot be written: %s".formatted(file, Database.reason(e)), e);
    } finally {
      delete(work);
    }
  }

  private static long write(
      Path database, Path part, ColumnType.Struct columns, Stream<ObjectNode> rows)
      throws SQLException {
    try (DuckDBConnection connection = Database.in(database)) {
      Database.execute(connection, "SET memory_limit = '%s'".formatted(MEMORY));
      Database.execute(connection, columns.columns("CREATE TABLE rows "));
      long count = 0;
      try (DuckDBAppender appender = connection.createAppender("rows")) {
        for (Iterator<ObjectNode> each = rows.iterator(); each.hasNext(); count++) {
          append(appender, columns, each.next());
        }
      }
      Database.execute(
          connection,
          "COPY rows TO %s (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE %d)"
              .formatted(Database.text(part.toString()), ROW_GROUP));
      return count;
    }
  }

  private static void append(DuckDBAppender appender, ColumnType.Struct columns, ObjectNode row)
      throws SQLException {
    appender.beginRow();
    for (Map.Entry<String, ColumnType> column : columns.fields().entrySet()) {
      Values.append(appender, column.getValue(), row.get(column.getKey()));
    }
    appender.endRow();
  }

  private static void delete(Path work) throws IOException {
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
