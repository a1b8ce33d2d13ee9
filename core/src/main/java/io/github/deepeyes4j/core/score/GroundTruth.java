package io.github.deepeyes4j.core.score;

import java.util.List;

/// What is known about a question beforehand.
///
/// @param dataSource names the data the question comes from; the reward depends on it
/// @param answers accepted answers, the usual form first; blank ones are left out
public record GroundTruth(String dataSource, List<String> answers) {
  public GroundTruth {
    answers = answers.stream().filter(answer -> !answer.isBlank()).toList();
  }
}
