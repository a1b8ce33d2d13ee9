package io.github.deepeyes4j.eval.result;

import java.util.List;

/// Whether a benchmark's questions are among a model's training data, as far as that was looked at.
///
/// @param files the training data that were compared
/// @param examples in them that can be read
/// @param unreadable rows of them that cannot, and were not compared
/// @param questions of the benchmark
/// @param found questions of which a near copy is there
public record Contamination(
    List<String> files, long examples, long unreadable, long questions, List<Found> found) {
  public Contamination {
    files = List.copyOf(files);
    found = List.copyOf(found);
  }

  /// @param item the question's id
  /// @param example which training example is too much like it
  /// @param by `picture` or `question`
  public record Found(String item, String example, String by) {}
}
