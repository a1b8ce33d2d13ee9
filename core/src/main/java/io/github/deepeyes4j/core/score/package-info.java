/// Whether an answer is right.
@NullMarked
package io.github.deepeyes4j.core.score;

import org.jspecify.annotations.NullMarked;
