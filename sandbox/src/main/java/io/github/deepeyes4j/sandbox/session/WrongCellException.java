package io.github.deepeyes4j.sandbox.session;

/// A client's count of its session's cells is not ours: what it takes for the next cell has run
/// already, or cells before it are missing.
public final class WrongCellException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongCellException(String id, int expected, int next) {
    super("session %s: the next cell is number %d, not %d".formatted(id, next, expected));
  }
}
