package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.chat.Generation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One assistant turn and what came of it.
///
/// @param observation null when the turn ended the episode
/// @param toolSeconds time in the tool; the model's time is in the generation
public record Turn(
    Generation generation,
    String thought,
    Action action,
    @Nullable Observation observation,
    double toolSeconds) {

  public Optional<Observation> observed() {
    return Optional.ofNullable(observation);
  }

  /// Wall-clock time of model and tool.
  public double seconds() {
    return generation.seconds() + toolSeconds;
  }
}
