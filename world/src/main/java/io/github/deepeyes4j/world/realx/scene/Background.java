package io.github.deepeyes4j.world.realx.scene;

import io.github.deepeyes4j.core.image.Picture;
import java.awt.Color;
import java.util.List;

/// What plates are mounted on.
public sealed interface Background {
  /// A wall with furniture; plates stand on it in rows and columns.
  ///
  /// @param photographs that the furniture shows, in the order of the plates
  record Wall(Furniture furniture, Color color, List<Picture> photographs) implements Background {
    public Wall {
      photographs = List.copyOf(photographs);
    }
  }

  /// A photograph; plates stand in a corner of it.
  record Photograph(Picture picture) implements Background {}

  /// What surrounds each plate, so that a scene looks like its domain.
  enum Furniture {
    /// A post under a road sign, before a landscape: one photograph.
    POST(1),
    /// A framed photograph, the plate its label.
    FRAME(4),
    /// A shelf with boxes, the plate their price tag.
    SHELF(0),
    /// An instrument with a dial.
    DIAL(0),
    /// A notice board with photographs.
    CORK(4);

    private final int photographs;

    Furniture(int photographs) {
      this.photographs = photographs;
    }

    /// How many photographs it shows beside four plates.
    public int photographs() {
      return photographs;
    }
  }
}
