package io.github.deepeyes4j.eval.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// How the values of rows become the benchmark's numbers.
public enum AggregationKind {
  /// The mean, overall and per group.
  @JsonProperty("mean")
  MEAN(List.of()),
  /// The mean within each `cycle_category`, then the mean over these.
  @JsonProperty("cycles")
  CYCLES(List.of("cycle_category")),
  /// The number of right answers, and the mean.
  @JsonProperty("hits")
  HITS(List.of()),
  /// WeMath's score of problems whose steps are asked one by one, strict and loose.
  @JsonProperty("problems")
  PROBLEMS(List.of("ID", "key")),
  /// The mean over all variants of questions, and over questions all of whose variants are right.
  @JsonProperty("variants")
  VARIANTS(List.of("qid"));

  private final List<String> columns;

  AggregationKind(List<String> columns) {
    this.columns = columns;
  }

  /// Columns of the file that it reads.
  public List<String> columns() {
    return columns;
  }
}
