package io.github.deepeyes4j.engine;

/// What becomes of the turns that are being written when the weights change.
public enum InFlight {
  /// They are finished first; what waits is written by the new weights.
  WAIT,

  /// They are given up: their requesters get a
  /// [io.github.deepeyes4j.core.chat.ModelUnavailableException] and may ask again.
  ABORT,

  /// The new weights go on with them, on the keys and values that the old ones computed. Such a
  /// turn tells the version that began it.
  KEEP
}
