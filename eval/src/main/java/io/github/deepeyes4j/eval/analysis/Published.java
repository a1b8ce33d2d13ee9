package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.config.Configs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// What the DeepEyesV2 paper shows of its 7B model, most of it read off its plots.
///
/// @param shares figure 6: shares of the tool calls
/// @param rates figure 7: shares of the questions with at least one call
/// @param training figure 8: figures over steps
public record Published(List<Shares> shares, List<Rate> rates, List<Change> training) {
  /// Shares of the calls of a benchmark, in percent (±1.5), after the cold start and after
  /// reinforcement learning.
  public record Shares(String benchmark, Map<ToolClass, Double> sft, Map<ToolClass, Double> rl) {}

  /// Percent of a benchmark's questions with at least one call.
  public record Rate(String benchmark, double sft, double rl) {}

  /// A figure at the beginning and at the end of 60 steps.
  public record Change(String figure, double from, double to) {}

  /// Reads the resource.
  public static Published load() {
    try (InputStream stream = Published.class.getResourceAsStream("published.yaml")) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its resource published.yaml");
      }
      String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return Configs.parse(yaml, "published.yaml", Published.class, List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
