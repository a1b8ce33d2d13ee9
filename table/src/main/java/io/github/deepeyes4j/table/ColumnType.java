package io.github.deepeyes4j.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// What a column to be written holds. Every value may be null.
public sealed interface ColumnType {
  /// A single value.
  enum Scalar implements ColumnType {
    TEXT("VARCHAR"),
    /// 64 bits.
    INTEGER("BIGINT"),
    /// 64 bits.
    REAL("DOUBLE"),
    BOOLEAN("BOOLEAN"),
    BYTES("BLOB");

    private final String sql;

    Scalar(String sql) {
      this.sql = sql;
    }

    @Override
    public String sql() {
      return sql;
    }
  }

  /// Any number of values of one type.
  record ListOf(ColumnType element) implements ColumnType {
    @Override
    public String sql() {
      return element.sql() + "[]";
    }
  }

  /// Named values.
  record Struct(SequencedMap<String, ColumnType> fields) implements ColumnType {
    public Struct {
      fields = new LinkedHashMap<>(fields);
    }

    /// Adds a field at the end.
    public Struct with(String name, ColumnType type) {
      SequencedMap<String, ColumnType> more = new LinkedHashMap<>(fields);
      more.put(name, type);
      return new Struct(more);
    }

    @Override
    public String sql() {
      return columns("STRUCT");
    }

    /// The fields as SQL lists columns, a word before them.
    String columns(String word) {
      return fields.entrySet().stream()
          .map(field -> Database.name(field.getKey()) + " " + field.getValue().sql())
          .collect(Collectors.joining(", ", word + "(", ")"));
    }
  }

  /// The type as DuckDB writes it.
  String sql();

  static ListOf listOf(ColumnType element) {
    return new ListOf(element);
  }

  /// A struct of one field, to be extended by [Struct#with].
  static Struct struct(String name, ColumnType type) {
    return new Struct(new LinkedHashMap<>(Map.of(name, type)));
  }
}
