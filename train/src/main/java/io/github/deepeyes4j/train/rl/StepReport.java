package io.github.deepeyes4j.train.rl;

import java.util.List;

/// What a step did.
///
/// @param dropped groups that dynamic sampling left out
record StepReport(List<Group> groups, int dropped, UpdateReport update, StepTimes times) {}
