package io.github.deepeyes4j.eval.benchmark;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/// Values of a row by name, where `column.field.0` reaches into a struct and a list.
final class RowValue {
  private RowValue() {}

  /// The column that a name begins with.
  ///
  /// @param columns of the file; a column may have a point in its name
  static String column(String name, List<String> columns) {
    return columns.contains(name) || name.indexOf('.') < 0
        ? name
        : name.substring(0, name.indexOf('.'));
  }

  static JsonNode of(ObjectNode row, String name) {
    JsonNode whole = row.get(name);
    if (whole != null) {
      return whole;
    }
    JsonNode value = row;
    for (String part : name.split("\\.", -1)) {
      value =
          value.isArray() && part.matches("\\d{1,9}")
              ? value.path(Integer.parseInt(part))
              : value.path(part);
    }
    return value;
  }

  /// As text: empty for null, JSON for lists and structs.
  static String text(JsonNode value) {
    if (value.isNull() || value instanceof MissingNode) {
      return "";
    }
    return value.isValueNode() ? value.asString() : value.toString();
  }

  /// A list as its elements' texts; a text that writes a list is read, any other is one element.
  ///
  /// @param place stands for the value in error messages
  static List<String> texts(JsonNode value, String place) {
    if (value.isArray()) {
      List<String> texts = new ArrayList<>();
      value.forEach(element -> texts.add(text(element)));
      return texts;
    }
    String text = text(value);
    if (text.isBlank()) {
      return List.of();
    }
    return ListLiteral.looksLikeOne(text) ? ListLiteral.read(text, place) : List.of(text);
  }
}
