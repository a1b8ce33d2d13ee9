package io.github.deepeyes4j.eval.analysis;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.deepeyes4j.core.agent.StopReason;
import io.github.deepeyes4j.core.score.audit.Flag;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Why an episode is wrong, as far as a rule can tell: the first kind that applies. The paper (A.7)
/// has execution, selection and result analysis, told apart by people.
public enum ErrorKind {
  /// It ended without an answer.
  NO_ANSWER,
  /// A call failed, and no later one of its tool succeeded. The paper's kind also holds regions and
  /// queries that were wrong but ran; these are [#UNDETERMINED] here.
  EXECUTION,
  /// A class of tools that the question cannot be solved without was not called; told only of
  /// questions whose class says what they need.
  SELECTION,
  /// A tool's output was printed or found, and nothing that came after quotes it.
  READING,
  /// The calls ran and their output was used, or no tool was needed: a wrong region, a wrong query,
  /// a misread picture, a wrong conclusion. Telling them apart takes the question's evidence.
  UNDETERMINED;

  /// The kind of a wrong episode; empty for one that is right or not scored.
  static Optional<ErrorKind> of(Episode episode) {
    if (!episode.isWrong()) {
      return Optional.empty();
    }
    if (episode.stop() != StopReason.ANSWER) {
      return Optional.of(NO_ANSWER);
    }
    if (failedForGood(episode)) {
      return Optional.of(EXECUTION);
    }
    Set<ToolClass> used = episode.tools();
    boolean lacksTool =
        episode.knownKind().stream()
            .flatMap(kind -> kind.needs().stream())
            .anyMatch(alternatives -> alternatives.stream().noneMatch(used::contains));
    if (lacksTool) {
      return Optional.of(SELECTION);
    }
    boolean unread =
        episode.flags().contains(Flag.OUTPUT_IGNORED)
            || episode.flags().contains(Flag.OBSERVATION_UNUSED);
    return Optional.of(unread ? READING : UNDETERMINED);
  }

  private static boolean failedForGood(Episode episode) {
    for (int i = 0; i < episode.calls().size(); i++) {
      Episode.Call call = episode.calls().get(i);
      boolean mended = episode.calls().stream().skip(i + 1L).anyMatch(later -> later.mends(call));
      if (call.failed() && !mended) {
        return true;
      }
    }
    return false;
  }

  /// The name in reports.
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
