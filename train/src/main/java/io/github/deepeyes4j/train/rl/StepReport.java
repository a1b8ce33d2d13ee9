package io.github.deepeyes4j.train.rl;

import io.github.deepeyes4j.core.score.audit.StepAudit;
import java.util.List;

/// What a step did.
///
/// @param dropped groups that dynamic sampling left out
/// @param audit what the episodes did with their tools
record StepReport(
    List<Group> groups, int dropped, UpdateReport update, StepTimes times, StepAudit audit) {}
