/// What episodes really do with their tools: flags of single ones, alarms of a run.
@NullMarked
package io.github.deepeyes4j.core.score.audit;

import org.jspecify.annotations.NullMarked;
