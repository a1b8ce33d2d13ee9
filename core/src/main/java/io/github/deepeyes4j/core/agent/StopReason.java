package io.github.deepeyes4j.core.agent;

import java.util.Locale;

/// Why an episode ended. Every episode has exactly one.
public enum StopReason {
  ANSWER,
  /// A turn without a valid action, after the corrective hints were used up.
  NO_ACTION,
  MAX_TURNS,
  /// A turn reached its token limit.
  LENGTH,
  /// The conversation filled the model's context.
  CONTEXT_FULL,
  /// Tools or model failed; the episode says nothing about the model's ability.
  INFRASTRUCTURE,
  CANCELLED;

  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The one of a [#wireName()]; an [IllegalArgumentException] names what is none.
  public static StopReason named(String wireName) {
    return valueOf(wireName.toUpperCase(Locale.ROOT));
  }
}
