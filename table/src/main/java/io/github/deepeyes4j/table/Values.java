package io.github.deepeyes4j.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// DuckDB's values as JSON and back.
final class Values {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Values() {}

  static JsonNode toJson(@Nullable Object value) throws SQLException {
    return switch (value) {
      case null -> JSON.nullNode();
      case Boolean truth -> JSON.booleanNode(truth);
      case Byte number -> JSON.numberNode(number.longValue());
      case Short number -> JSON.numberNode(number.longValue());
      case Integer number -> JSON.numberNode(number);
      case Long number -> JSON.numberNode(number);
      case BigInteger number -> JSON.numberNode(number);
      case Float number -> JSON.numberNode(number);
      case Double number -> JSON.numberNode(number);
      case BigDecimal number -> JSON.numberNode(number);
      case Blob bytes ->
          bytes.length() == 0
              ? JSON.binaryNode(new byte[0])
              : JSON.binaryNode(bytes.getBytes(1, Math.toIntExact(bytes.length())));
      case Array list -> array((Object[]) list.getArray());
      case DuckDBStruct struct -> object(struct.getMap());
      case Map<?, ?> map -> object(map);
      default -> JSON.stringNode(value.toString());
    };
  }

  private static ArrayNode array(Object[] values) throws SQLException {
    ArrayNode array = JSON.arrayNode(values.length);
    for (Object value : values) {
      array.add(toJson(value));
    }
    return array;
  }

  private static ObjectNode object(Map<?, ?> values) throws SQLException {
    ObjectNode object = JSON.objectNode();
    for (Map.Entry<?, ?> entry : values.entrySet()) {
      object.set(String.valueOf(entry.getKey()), toJson(entry.getValue()));
    }
    return object;
  }

  /// Appends a value, which must fit the type; a missing one is null.
  static void append(DuckDBAppender row, ColumnType type, @Nullable JsonNode value)
      throws SQLException {
    if (value == null || value.isNull()) {
      row.appendNull();
      return;
    }
    switch (type) {
      case ColumnType.Scalar scalar -> {
        switch (scalar) {
          case TEXT -> row.append(value.stringValue());
          case INTEGER -> row.append(value.longValue());
          case REAL -> row.append(value.doubleValue());
          case BOOLEAN -> row.append(value.booleanValue());
          case BYTES -> row.append(value.binaryValue());
        }
      }
      case ColumnType.ListOf(var element) -> row.append(list(element, value));
      case ColumnType.Struct(var fields) -> {
        row.beginStruct();
        for (Map.Entry<String, ColumnType> field : fields.entrySet()) {
          append(row, field.getValue(), value.get(field.getKey()));
        }
        row.endStruct();
      }
    }
  }

  private static List<@Nullable Object> list(ColumnType element, JsonNode values) {
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonNode value : values) {
      list.add(toJava(element, value));
    }
    return list;
  }

  /// A value within a list, in the form that the appender takes.
  private static @Nullable Object toJava(ColumnType type, @Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return null;
    }
    return switch (type) {
      case ColumnType.Scalar scalar ->
          switch (scalar) {
            case TEXT -> Objects.requireNonNull(value.stringValue());
            case INTEGER -> value.longValue();
            case REAL -> value.doubleValue();
            case BOOLEAN -> value.booleanValue();
            case BYTES -> Objects.requireNonNull(value.binaryValue());
          };
      case ColumnType.ListOf(var element) -> list(element, value);
      case ColumnType.Struct(var fields) -> {
        Map<String, @Nullable Object> struct = new LinkedHashMap<>();
        fields.forEach((name, field) -> struct.put(name, toJava(field, value.get(name))));
        yield struct;
      }
    };
  }
}
