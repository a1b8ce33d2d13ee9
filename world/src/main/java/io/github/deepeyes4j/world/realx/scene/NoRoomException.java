package io.github.deepeyes4j.world.realx.scene;

/// The plates of a sketch do not fit on it.
public final class NoRoomException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoRoomException() {
    super("the plates do not fit on the picture");
  }
}
