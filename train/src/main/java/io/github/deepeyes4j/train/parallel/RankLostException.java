package io.github.deepeyes4j.train.parallel;

/// The processes of a run can no longer work together: one is gone, or does not answer. Checkpoints
/// are unharmed; started again, all of them, they go on from the last.
public final class RankLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RankLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
