/// Whether a prediction is right: one scorer a kind of benchmark, as released and with its faults
/// mended.
@NullMarked
package io.github.deepeyes4j.eval.scorer;

import org.jspecify.annotations.NullMarked;
