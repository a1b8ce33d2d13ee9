package io.github.deepeyes4j.world.scene;

import java.awt.Color;
import java.util.Locale;

/// The colours that boards come in: far enough apart to be told from each other at thumbnail size.
public enum Tint {
  RED(0xD0201C),
  ORANGE(0xF28A10),
  YELLOW(0xF7E02A),
  GREEN(0x1E9A3C),
  BLUE(0x1F55D0),
  PURPLE(0x8A2BB8),
  WHITE(0xF6F6F6),
  BLACK(0x141414);

  private final Color color;

  Tint(int rgb) {
    this.color = new Color(rgb);
  }

  public Color color() {
    return color;
  }

  /// A colour that can be read on this one.
  public Color ink() {
    return switch (this) {
      case YELLOW, WHITE, ORANGE -> Color.BLACK;
      case RED, GREEN, BLUE, PURPLE, BLACK -> Color.WHITE;
    };
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
