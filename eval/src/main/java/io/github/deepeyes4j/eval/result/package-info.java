/// What an evaluation finds: a row an episode, and the numbers over them with their uncertainty.
@NullMarked
package io.github.deepeyes4j.eval.result;

import org.jspecify.annotations.NullMarked;
