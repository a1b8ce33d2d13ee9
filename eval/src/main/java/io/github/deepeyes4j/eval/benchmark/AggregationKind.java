package io.github.deepeyes4j.eval.benchmark;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// How the values of rows become the benchmark's numbers.
public enum AggregationKind {
  /// The mean, overall and per group.
  @JsonProperty("mean")
  MEAN,
  /// The mean within each `cycle_category`, then the mean over these.
  @JsonProperty("cycles")
  CYCLES,
  /// The number of right answers, and the mean.
  @JsonProperty("hits")
  HITS,
  /// WeMath's score of problems whose steps are asked one by one, strict and loose.
  @JsonProperty("problems")
  PROBLEMS,
  /// The mean over all variants of questions, and over questions all of whose variants are right.
  @JsonProperty("variants")
  VARIANTS;

  /// Columns of the file that it reads.
  public List<String> columns() {
    return switch (this) {
      case MEAN, HITS -> List.of();
      case CYCLES -> List.of("cycle_category");
      case PROBLEMS -> List.of("ID", "key");
      case VARIANTS -> List.of("qid");
    };
  }
}
