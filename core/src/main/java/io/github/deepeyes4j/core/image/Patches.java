package io.github.deepeyes4j.core.image;

/// A picture as the vision tower reads it.
///
/// @param values one row a patch, `grid.patches() x (3 * temporal * size * size)`, row-major;
///   patches stand in the order of merged cells (row by row), the cell's patches together; within a
///   patch: channel, frame (a still picture's frames are equal), y, x. Owned by the receiver.
public record Patches(PatchGrid grid, float[] values) {}
