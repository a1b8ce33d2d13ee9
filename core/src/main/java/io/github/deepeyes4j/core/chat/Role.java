package io.github.deepeyes4j.core.chat;

import java.util.Locale;

/// Who speaks. Observations are spoken by the user: chat formats forbid pictures from a tool.
public enum Role {
  SYSTEM,
  USER,
  ASSISTANT;

  /// The name in chat templates and on the wire.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
