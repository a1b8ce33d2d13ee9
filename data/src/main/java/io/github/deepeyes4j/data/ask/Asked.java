package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import java.util.List;

/// An episode that was asked for, as it is recorded.
///
/// @param example the id of its example
/// @param sample counted from 0
/// @param asked who answered: the base model, or a teacher's name
/// @param time when it ended, ISO 8601, UTC
/// @param promptTokens that the model read, over all turns; 0 when it does not tell
/// @param cost in the currency of the configured prices
/// @param flags of the audit, by name
public record Asked(
    String example,
    int sample,
    String asked,
    String time,
    long promptTokens,
    double cost,
    List<String> flags,
    TrajectoryJson trajectory) {
  public Asked {
    flags = List.copyOf(flags);
  }
}
