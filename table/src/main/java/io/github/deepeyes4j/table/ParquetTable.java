package io.github.deepeyes4j.table;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A Parquet file: nested lists and structs, binary and null-typed columns, every usual
/// compression. About 2,000 rows of the columns that are read are in memory at a time, or a row
/// group if that is smaller.
record ParquetTable(Path file, List<Column> columns) implements Table {
  static ParquetTable read(Path file) {
    try (DuckDBConnection connection = Database.inMemory();
        PreparedStatement describe =
            connection.prepareStatement("DESCRIBE SELECT * FROM read_parquet(?)")) {
      describe.setString(1, Database.pattern(file));
      List<Column> columns = new ArrayList<>();
      try (ResultSet rows = describe.executeQuery()) {
        while (rows.next()) {
          columns.add(
              new Column(
                  String.valueOf(rows.getString("column_name")),
                  String.valueOf(rows.getString("column_type"))));
        }
      }
      return new ParquetTable(file, List.copyOf(columns));
    } catch (SQLException e) {
      throw unreadable(file, e);
    }
  }

  private static BadInputException unreadable(Path file, SQLException e) {
    return new BadInputException(
        "%s: not a sound Parquet file: %s".formatted(file, Database.reason(e)), e);
  }

  @Override
  public Stream<ObjectNode> rows(List<String> names) {
    require(names);
    String sql =
        "SELECT %s FROM read_parquet(?)"
            .formatted(names.stream().map(Database::name).collect(Collectors.joining(", ")));
    Cursor cursor = Cursor.open(file, sql, names);
    return RowStream.of(cursor::next).onClose(cursor::close);
  }

  /// A pass over a file.
  private record Cursor(
      Path file, List<String> names, DuckDBConnection connection, ResultSet rows) {
    @SuppressWarnings("MustBeClosedChecker") // closing the connection closes what came of it
    static Cursor open(Path file, String sql, List<String> names) {
      try {
        DuckDBConnection connection = Database.inMemory();
        try {
          PreparedStatement select = connection.prepareStatement(sql);
          select.setString(1, Database.pattern(file));
          return new Cursor(file, names, connection, select.executeQuery());
        } catch (SQLException e) {
          connection.close();
          throw e;
        }
      } catch (SQLException e) {
        throw unreadable(file, e);
      }
    }

    Optional<ObjectNode> next() {
      try {
        if (!rows.next()) {
          return Optional.empty();
        }
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < names.size(); i++) {
          row.set(names.get(i), Values.toJson(rows.getObject(i + 1)));
        }
        return Optional.of(row);
      } catch (SQLException e) {
        throw unreadable(file, e);
      }
    }

    void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        throw unreadable(file, e);
      }
    }
  }
}
