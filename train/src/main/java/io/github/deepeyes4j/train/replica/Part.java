package io.github.deepeyes4j.train.replica;

import com.fasterxml.jackson.annotation.JsonProperty;

/// A part of the model that a run may leave as it is.
public enum Part {
  /// The vision tower, without its merger.
  @JsonProperty("vision")
  VISION,

  /// What makes tokens of the language model of the tower's features.
  @JsonProperty("merger")
  MERGER;

  private static final String TOWER = "visual.";
  private static final String MERGING = "visual.merger.";

  /// Whether a parameter is this part's.
  boolean holds(String parameter) {
    return switch (this) {
      case VISION -> parameter.startsWith(TOWER) && !parameter.startsWith(MERGING);
      case MERGER -> parameter.startsWith(MERGING);
    };
  }
}
