package io.github.deepeyes4j.world.scene;

import java.awt.Color;

/// A shape without text that helps to find a board.
///
/// @param size width in pixels
public record Mark(Shape shape, Color color, double centerX, double centerY, double size) {}
