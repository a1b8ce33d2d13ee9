package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.world.scene.Tint;
import java.util.List;

/// A coloured surface with rows on it, one below the other.
public record Plate(Tint tint, List<Row> rows) {
  public Plate {
    rows = List.copyOf(rows);
  }

  public static Plate of(Tint tint, Row... rows) {
    return new Plate(tint, List.of(rows));
  }
}
