package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.Score.Reason;

/// What a prediction is worth. A closed set: what could not be told is not wrong.
public sealed interface Grade {
  /// Told.
  ///
  /// @param value 1 right, 0 wrong
  /// @param read what was read off the prediction, or what decided
  record Graded(double value, String read) implements Grade {}

  /// No answer can be read off the prediction. It counts as wrong, and is counted apart.
  record Unparsable(String why) implements Grade {}

  /// Nobody can tell: a tool, a model's server or a judge failed.
  record Unscored(Reason reason, String message) implements Grade {}

  static Grade of(boolean right, String read) {
    return new Graded(right ? 1 : 0, read);
  }
}
