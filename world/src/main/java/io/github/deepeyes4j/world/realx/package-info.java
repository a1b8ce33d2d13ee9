/// RealX-Mini, the built-in benchmark: its questions, how they are stored, and how answers are
/// graded. `build` makes it, `oracle` solves it.
@NullMarked
package io.github.deepeyes4j.world.realx;

import org.jspecify.annotations.NullMarked;
