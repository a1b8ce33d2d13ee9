package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.metrics.Figure;
import java.util.List;
import java.util.Map;

/// What a step did.
///
/// @param dropped groups of this process that dynamic sampling left out
/// @param audit what the episodes did with their tools
record StepReport(
    List<Group> groups, int dropped, Learned learned, StepTimes times, Map<String, Figure> audit) {}
