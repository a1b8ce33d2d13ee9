package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.BadInputException;

/// Curation cannot go on now, and nothing is lost.
public final class Pause {
  private Pause() {}

  /// To be thrown.
  public static BadInputException because(String reason) {
    return new BadInputException(reason + "; nothing is lost, the same command goes on");
  }
}
