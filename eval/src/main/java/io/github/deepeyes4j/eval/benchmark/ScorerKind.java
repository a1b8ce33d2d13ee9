package io.github.deepeyes4j.eval.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// How answers are told right from wrong.
public enum ScorerKind {
  /// The letter or the text of a choice; where neither can be read, a model reads.
  @JsonProperty("multiple-choice")
  MULTIPLE_CHOICE(List.of(), List.of()),
  /// The letter of a choice, by rule alone.
  @JsonProperty("letter")
  LETTER(List.of(), List.of()),
  /// An accepted answer stands in the prediction.
  @JsonProperty("contains")
  CONTAINS(List.of("category"), List.of()),
  /// A number within 5 %, or the same text, or what a judge finds consistent.
  @JsonProperty("relaxed")
  RELAXED(List.of(), List.of()),
  /// A model grades with the row's own instructions.
  @JsonProperty("graded-query")
  GRADED_QUERY(List.of("grading_query"), List.of()),
  @JsonProperty("mathvista")
  MATH_VISTA(
      List.of("question_type", "answer_type", "answer_option", "choices"), List.of("precision")),
  @JsonProperty("mathvision")
  MATH_VISION(List.of("choices"), List.of()),
  @JsonProperty("mathverse")
  MATH_VERSE(List.of("question_for_eval"), List.of()),
  @JsonProperty("dynamath")
  DYNA_MATH(List.of("answer_type"), List.of()),
  /// A set of letters.
  @JsonProperty("letters")
  LETTERS(List.of(), List.of()),
  /// Rules, and a judge where they do not reach.
  @JsonProperty("judged")
  JUDGED(List.of(), List.of());

  private final List<String> columns;
  private final List<String> optional;

  ScorerKind(List<String> columns, List<String> optional) {
    this.columns = columns;
    this.optional = optional;
  }

  /// Columns of the file that it reads, beside question, choices and answers.
  public List<String> columns() {
    return columns;
  }

  /// Columns that it reads where a file has them.
  public List<String> optional() {
    return optional;
  }
}
