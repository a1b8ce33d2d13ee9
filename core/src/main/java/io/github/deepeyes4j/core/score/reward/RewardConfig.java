package io.github.deepeyes4j.core.score.reward;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.deepeyes4j.core.BadInputException;
import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The terms of the reward `accuracy-weight·acc·(1 − search-penalty) + format-weight·fmt +
/// tool-bonus`.
///
/// @param searchPenalty share of the accuracy that searching costs, once an episode; only where the
///   data source's reward is `search`
/// @param variant what is read as the response
/// @param sources rewards of data sources by name, beside `perception`, `reason`, `search` and the
///   nano world's `easy`, `numeric`, `two_step`; null for none
public record RewardConfig(
    double accuracyWeight,
    double formatWeight,
    double searchPenalty,
    ToolBonus toolBonus,
    Variant variant,
    @Nullable Map<String, RewardKind> sources)
    implements Serializable {

  /// What is read as the response.
  public enum Variant {
    /// What the model wrote, and the final turn's answer only.
    @JsonProperty("fixed")
    FIXED,
    /// The whole decoded response, observations included, as the original counts.
    @JsonProperty("released")
    RELEASED
  }

  /// What an episode earns for having run a tool without error.
  ///
  /// @param weight the bonus; 0 exactly when it is never given
  public record ToolBonus(When when, double weight) implements Serializable {
    public ToolBonus {
      if (!(weight >= 0) || (when == When.NEVER) != (weight == 0)) {
        throw new BadInputException(
            "tool-bonus: weight %s with 'when: %s'; a bonus needs a weight above 0, 'never' needs 0"
                .formatted(weight, when.name().toLowerCase(Locale.ROOT).replace('_', '-')));
      }
    }

    public static ToolBonus none() {
      return new ToolBonus(When.NEVER, 0);
    }
  }

  /// When a tool earns its bonus.
  public enum When {
    @JsonProperty("never")
    NEVER,
    @JsonProperty("always")
    ALWAYS,
    @JsonProperty("if-correct")
    IF_CORRECT
  }

  public RewardConfig {
    require("accuracy-weight", accuracyWeight, Double.MAX_VALUE);
    require("format-weight", formatWeight, Double.MAX_VALUE);
    require("search-penalty", searchPenalty, 1);
    sources = sources == null ? null : Map.copyOf(sources);
  }

  private static void require(String key, double value, double most) {
    if (!(value >= 0 && value <= most)) {
      throw new BadInputException(
          "%s %s must be %s".formatted(key, value, most == 1 ? "in [0, 1]" : "0 or more"));
    }
  }

  /// The published weights, read the safe way, without a bonus.
  public static RewardConfig defaults() {
    return new RewardConfig(0.8, 0.2, 0.1, ToolBonus.none(), Variant.FIXED, null);
  }

  /// The reward of a data source.
  ///
  /// @throws BadInputException when it has none
  public RewardKind kind(String dataSource) {
    Map<String, RewardKind> own = sources == null ? Map.of() : sources;
    RewardKind kind = own.get(dataSource);
    if (kind != null) {
      return kind;
    }
    return RewardKind.of(dataSource).orElseThrow(() -> unknown(dataSource, own));
  }

  private static BadInputException unknown(String dataSource, Map<String, RewardKind> own) {
    return new BadInputException(
        ("data source '%s' has no reward; known: perception, reason, search, easy, numeric, two_step,"
                + " and those named in 'sources': %s")
            .formatted(dataSource, new TreeSet<>(own.keySet())));
  }
}
