package io.github.deepeyes4j.trace;

/// Where a picture of a trajectory was cut from. Pictures are counted as the model counts them,
/// from 1: the question's first, then those of the observations.
///
/// @param picture the cut-out
/// @param source the picture that it is a part of
/// @param box in pixels of the source
record Crop(int picture, int source, Box box) {
  /// From a corner (inclusive) to another (exclusive).
  record Box(int left, int top, int right, int bottom) {}
}
