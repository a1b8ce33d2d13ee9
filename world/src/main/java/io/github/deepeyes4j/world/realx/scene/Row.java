package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;

/// A line of a plate. Small ones cannot be made out in the view; the others can.
public sealed interface Row {
  /// The name of the operand that it shows; other rows have names of their own.
  String name();

  boolean small();

  record Text(String name, String text, boolean small) implements Row {}

  record Image(String name, Picture picture, boolean small) implements Row {}
}
