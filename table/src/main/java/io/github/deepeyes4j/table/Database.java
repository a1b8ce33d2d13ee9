package io.github.deepeyes4j.table;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/// DuckDB as this module uses it: one thread, so that rows keep their order and little memory is
/// held; nothing fetched from anywhere.
final class Database {
  private Database() {}

  /// In memory, for reading files.
  static DuckDBConnection inMemory() throws SQLException {
    return connect("");
  }

  /// In a file, for rows on their way to another format.
  static DuckDBConnection in(Path file) throws SQLException {
    return connect(file.toString());
  }

  private static DuckDBConnection connect(String database) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    properties.setProperty("threads", "1");
    properties.setProperty("autoinstall_known_extensions", "false");
    properties.setProperty("autoload_known_extensions", "false");
    return DriverManager.getConnection("jdbc:duckdb:" + database, properties)
        .unwrap(DuckDBConnection.class);
  }

  static void execute(DuckDBConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// A name as SQL writes it.
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /// A text as SQL writes it.
  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /// A path that stands for itself where DuckDB expects a pattern.
  static String pattern(Path file) {
    return file.toAbsolutePath().toString().replaceAll("[\\[*?]", "[$0]");
  }

  /// The first line of what went wrong.
  static String reason(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
