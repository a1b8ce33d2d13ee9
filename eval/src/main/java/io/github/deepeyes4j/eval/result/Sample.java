package io.github.deepeyes4j.eval.result;

import java.util.Map;

/// A row as aggregation sees it.
///
/// @param copy which copy of its cluster it belongs to, when clusters are drawn with replacement
/// @param value from 0 to 1
record Sample(ResultRow row, int copy, double value) {
  String field(String name) {
    return row.fields().getOrDefault(name, "");
  }

  /// A field's value that differs between copies.
  String ownField(String name) {
    return field(name) + "\0" + copy;
  }

  Map<String, String> fields() {
    return row.fields();
  }
}
