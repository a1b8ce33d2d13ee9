package io.github.deepeyes4j.core.score.reward;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/// The three published rewards. They differ in who judges the answer, in the format's rules and in
/// the price of a search.
public enum RewardKind {
  /// What a picture shows: consistency judge, short answers only.
  @JsonProperty("perception")
  PERCEPTION,
  /// Calculation and deduction: maths judge, answers of any length.
  @JsonProperty("reason")
  REASON,
  /// Knowledge from outside: consistency judge, short answers only, accuracy costs less when
  /// nothing was searched.
  @JsonProperty("search")
  SEARCH;

  /// Answers of perception and search must be shorter, in characters.
  static final int ANSWER_LIMIT = 300;

  /// The reward of a data source that needs no configuration: the published ones and the task
  /// classes of the nano world.
  static Optional<RewardKind> of(String dataSource) {
    return switch (dataSource) {
      case "perception", "easy" -> Optional.of(PERCEPTION);
      case "reason", "numeric" -> Optional.of(REASON);
      case "search", "two_step" -> Optional.of(SEARCH);
      default -> Optional.empty();
    };
  }

  /// Whether an answer is so long that it counts as none.
  boolean tooLong(String answer) {
    return this != REASON && answer.codePointCount(0, answer.length()) >= ANSWER_LIMIT;
  }
}
