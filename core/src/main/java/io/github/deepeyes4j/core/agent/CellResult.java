package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.image.Picture;
import java.util.List;

/// What one code cell left behind.
///
/// @param stdout everything printed, then the value of the last expression as a notebook shows it
/// @param stderr tracebacks without colour codes, and what the program itself wrote there
/// @param images figures and pictures shown, in order
public record CellResult(
    ToolStatus status, String stdout, String stderr, List<Picture> images, double seconds) {
  public CellResult {
    images = List.copyOf(images);
  }

  /// The sandbox failed; `reason` is for people, not for the model.
  public static CellResult unavailable(String reason) {
    return new CellResult(ToolStatus.UNAVAILABLE, "", reason, List.of(), 0);
  }
}
