package io.github.deepeyes4j.data;

import io.github.deepeyes4j.data.ask.Parallel;
import io.github.deepeyes4j.data.stage.StageRunner;

/// Who does the work of a curation.
///
/// @param asking where models are asked: in this process, which holds the journals
/// @param computing where the stages run that ask nobody
public record Workers(Parallel asking, StageRunner computing) {
  /// All in this process.
  public static Workers here(Parallel parallel) {
    return new Workers(parallel, StageRunner.here(parallel));
  }
}
