/// Trajectories as static pages that open offline: one each, and an index of a run.
@NullMarked
package io.github.deepeyes4j.trace;

import org.jspecify.annotations.NullMarked;
