package io.github.deepeyes4j.train.replica;

/// An update whose gradients are no numbers. What is trained was left as it was.
public final class NotFiniteException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param norm of the gradients
  /// @param where what they are gradients of, after a preposition
  public NotFiniteException(double norm, String where) {
    super("the gradient's norm is %s %s; the last checkpoint is unharmed".formatted(norm, where));
  }
}
