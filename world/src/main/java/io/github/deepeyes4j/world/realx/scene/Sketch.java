package io.github.deepeyes4j.world.realx.scene;

import java.util.List;
import java.util.stream.Stream;

/// A scene before it is painted.
///
/// @param width in pixels, and `height` likewise; 1024 to 2048
/// @param scenery ids of what photographs show that are there for their looks
public record Sketch(
    int width, int height, Background background, List<Plate> plates, List<String> scenery) {
  public Sketch {
    plates = List.copyOf(plates);
    scenery = List.copyOf(scenery);
  }

  public int longSide() {
    return Math.max(width, height);
  }

  /// All texts on it.
  public Stream<String> texts() {
    return plates.stream()
        .flatMap(plate -> plate.rows().stream())
        .filter(Row.Text.class::isInstance)
        .map(row -> ((Row.Text) row).text());
  }
}
