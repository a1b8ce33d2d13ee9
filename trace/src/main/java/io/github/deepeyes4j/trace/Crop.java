package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.agent.Trajectory;
import io.github.deepeyes4j.core.agent.TrajectoryJson;
import java.util.List;

/// Where a picture of a trajectory was cut from. Pictures are counted as the model counts them,
/// from 1: the question's first, then those of the observations.
///
/// @param picture the cut-out
/// @param source the picture that it is a part of
/// @param box in pixels of the source
public record Crop(int picture, int source, Box box) {
  /// Finds the crops of an episode that has just run.
  public static List<Crop> of(Trajectory trajectory) {
    return CropFinder.find(TrajectoryJson.of(trajectory), Pictures.of(trajectory));
  }

  /// From a corner (inclusive) to another (exclusive).
  public record Box(int left, int top, int right, int bottom) {}
}
