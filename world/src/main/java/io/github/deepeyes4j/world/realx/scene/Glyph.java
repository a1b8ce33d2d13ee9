package io.github.deepeyes4j.world.realx.scene;

/// What a character looks like, whatever its size.
///
/// @param grid ink in [#ROWS] rows of [#COLUMNS] parts of the character's own box
/// @param above room between the line's top and the character, in line heights
/// @param below room between the character and the line's bottom, in line heights
/// @param width in line heights
record Glyph(double[] grid, double above, double below, double width) {
  static final int COLUMNS = 10;
  static final int ROWS = 14;

  /// How much place and width count beside the shape.
  private static final double PLACE_WEIGHT = 1;

  private static final double WIDTH_WEIGHT = 0.5;

  double distance(Glyph other) {
    double shape = 0;
    for (int i = 0; i < grid.length; i++) {
      double difference = grid[i] - other.grid[i];
      shape += difference * difference;
    }
    double above2 = (above - other.above) * (above - other.above);
    double below2 = (below - other.below) * (below - other.below);
    double width2 = (width - other.width) * (width - other.width);
    return shape / grid.length + PLACE_WEIGHT * (above2 + below2) + WIDTH_WEIGHT * width2;
  }
}
