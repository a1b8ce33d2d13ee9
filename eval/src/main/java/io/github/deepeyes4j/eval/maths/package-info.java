/// Mathematical answers compared by computer algebra.
@NullMarked
package io.github.deepeyes4j.eval.maths;

import org.jspecify.annotations.NullMarked;
