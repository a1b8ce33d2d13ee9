package io.github.deepeyes4j.world.task;

import java.util.Locale;

/// What a question takes.
public enum TaskClass {
  /// A detail that cannot be read before it is cropped.
  PERCEPTION,
  /// Arithmetic over given numbers.
  NUMERIC,
  /// A fact that only the corpus holds.
  SEARCH,
  /// A crop, then arithmetic or search on what it shows.
  TWO_STEP,
  /// Nothing but a look: no tool is needed.
  EASY;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
