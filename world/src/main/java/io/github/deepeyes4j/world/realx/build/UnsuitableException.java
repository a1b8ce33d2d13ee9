package io.github.deepeyes4j.world.realx.build;

/// A draft that cannot be made, or does not pass a check; another is made in its place.
final class UnsuitableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnsuitableException(String reason) {
    super(reason);
  }
}
