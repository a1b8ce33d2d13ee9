package io.github.deepeyes4j.train.track;

import java.nio.file.Path;
import java.util.Map;

/// A run as trackers see it.
///
/// @param done steps that it has done when it starts or goes on
/// @param steps of its schedule
/// @param parameters its configuration's values by their keys
public record TrackedRun(Path directory, int done, int steps, Map<String, String> parameters) {}
