/// Judges: by rule, by model, both in turn, and recorded.
@NullMarked
package io.github.deepeyes4j.core.score.judge;

import org.jspecify.annotations.NullMarked;
