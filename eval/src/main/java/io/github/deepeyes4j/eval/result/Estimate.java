package io.github.deepeyes4j.eval.result;

/// A number and how sure it is.
///
/// @param value NaN when there is nothing to tell it from
/// @param low lower end of the 95 % interval
/// @param high upper end
/// @param standardError of the value
public record Estimate(double value, double low, double high, double standardError) {}
