package io.github.deepeyes4j.eval.statistics;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/// A number and how sure it is.
///
/// @param value NaN when there is nothing to tell it from
/// @param low lower end of the 95 % interval
/// @param high upper end
/// @param standardError of the value
/// @param clusters how many independent groups it rests on
/// @param method how the interval was made
@JsonIgnoreProperties({"low", "high"})
@JsonPropertyOrder({"value", "ci95", "standard_error", "clusters", "method"})
public record Estimate(
    double value,
    double low,
    double high,
    @JsonProperty("standard_error") double standardError,
    long clusters,
    Method method) {
  /// How an interval is made.
  public enum Method {
    /// Wilson's score interval: a share of independent cases, or, where all agree and a bootstrap
    /// would leave no doubt, of as many as there are clusters.
    WILSON,
    /// Percentiles of a bootstrap over clusters.
    BOOTSTRAP
  }

  /// Lower and upper end of the 95 % interval.
  @JsonProperty("ci95")
  public double[] ci95() {
    return new double[] {low, high};
  }
}
