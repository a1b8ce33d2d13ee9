/// Measuring a model through the agent loop it is used with.
@NullMarked
package io.github.deepeyes4j.eval;

import org.jspecify.annotations.NullMarked;
