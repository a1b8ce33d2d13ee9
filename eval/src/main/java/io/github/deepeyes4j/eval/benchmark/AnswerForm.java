package io.github.deepeyes4j.eval.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How a file writes the answers that it accepts.
public enum AnswerForm {
  /// One text.
  @JsonProperty("text")
  TEXT {
    @Override
    List<String> read(String value, String place) {
      return List.of(value);
    }
  },
  /// A list as Python or JSON writes it; a text that is no list is one answer.
  @JsonProperty("list")
  LIST {
    @Override
    List<String> read(String value, String place) {
      return ListLiteral.looksLikeOne(value) ? ListLiteral.read(value, place) : List.of(value);
    }
  },
  /// Alternatives with the word `or` between them.
  @JsonProperty("or")
  OR {
    @Override
    List<String> read(String value, String place) {
      return Stream.of(BETWEEN.split(value, -1)).map(String::strip).toList();
    }
  };

  private static final Pattern BETWEEN = Pattern.compile("(?i)(?:\\s*,)?\\s+or\\s+");

  /// The accepted answers of a row.
  ///
  /// @param place stands for the value in error messages
  abstract List<String> read(String value, String place);
}
