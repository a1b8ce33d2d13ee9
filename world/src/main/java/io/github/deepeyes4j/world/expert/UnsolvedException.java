package io.github.deepeyes4j.world.expert;

/// The tools did not show what the expert's solution needs; the message says what.
public final class UnsolvedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsolvedException(String message) {
    super(message);
  }
}
