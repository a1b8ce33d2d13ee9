package io.github.deepeyes4j.core.agent;

import java.time.Duration;

/// Bounds of one episode.
///
/// @param turns assistant turns at most
/// @param correctives how often a turn without action is answered by a hint instead of the end
/// @param failures consecutive tool failures of ours before the episode stops as `infrastructure`
/// @param imagesPerObservation pictures kept of one tool result
/// @param imagesPerEpisode pictures in the whole conversation; later ones are not shown
/// @param stdoutChars where printed text is cut, with a visible marker
/// @param stderrChars where error text is cut, with a visible marker
/// @param cellTimeout wall clock of one code cell
public record Limits(
    int turns,
    int correctives,
    int failures,
    int imagesPerObservation,
    int imagesPerEpisode,
    int stdoutChars,
    int stderrChars,
    Duration cellTimeout) {
  public Limits {
    if (turns < 1 || correctives < 0 || failures < 1 || imagesPerObservation < 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /// One turn and no hint: an answer at once, or none.
  public static Limits oneTurn() {
    Limits usual = defaults();
    return new Limits(
        1,
        0,
        usual.failures,
        usual.imagesPerObservation,
        usual.imagesPerEpisode,
        usual.stdoutChars,
        usual.stderrChars,
        usual.cellTimeout);
  }

  public static Limits defaults() {
    return new Limits(9, 1, 3, 10, 50, 8000, 4000, Duration.ofSeconds(60));
  }
}
