package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.realx.Box;
import java.util.Map;

/// A painted scene.
///
/// @param boxes the ink of each row by its name
public record Painted(Picture picture, Map<String, Box> boxes) {
  public Painted {
    boxes = Map.copyOf(boxes);
  }
}
