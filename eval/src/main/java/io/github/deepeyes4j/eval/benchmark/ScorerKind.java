package io.github.deepeyes4j.eval.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// How answers are told right from wrong.
public enum ScorerKind {
  /// The letter or the text of a choice; where neither can be read, a model reads.
  @JsonProperty("multiple-choice")
  MULTIPLE_CHOICE,
  /// The letter of a choice, by rule alone.
  @JsonProperty("letter")
  LETTER,
  /// An accepted answer stands in the prediction.
  @JsonProperty("contains")
  CONTAINS,
  /// A number within 5 %, or the same text, or what a judge finds consistent.
  @JsonProperty("relaxed")
  RELAXED,
  /// A model grades with the row's own instructions.
  @JsonProperty("graded-query")
  GRADED_QUERY,
  @JsonProperty("mathvista")
  MATH_VISTA,
  @JsonProperty("mathvision")
  MATH_VISION,
  @JsonProperty("mathverse")
  MATH_VERSE,
  @JsonProperty("dynamath")
  DYNA_MATH,
  /// A set of letters.
  @JsonProperty("letters")
  LETTERS,
  /// Rules, and a judge where they do not reach.
  @JsonProperty("judged")
  JUDGED;

  /// Columns of the file that it reads, beside question, choices and answers.
  public List<String> columns() {
    return switch (this) {
      case MULTIPLE_CHOICE, LETTER, RELAXED, LETTERS, JUDGED -> List.of();
      case CONTAINS -> List.of("category");
      case GRADED_QUERY -> List.of("grading_query");
      case MATH_VISTA -> List.of("question_type", "answer_type", "answer_option", "choices");
      case MATH_VISION -> List.of("choices");
      case MATH_VERSE -> List.of("question_for_eval");
      case DYNA_MATH -> List.of("answer_type");
    };
  }

  /// Columns that it reads where a file has them.
  public List<String> optional() {
    return this == MATH_VISTA ? List.of("precision") : List.of();
  }
}
