/// Running a benchmark through the agent loop, resumably.
@NullMarked
package io.github.deepeyes4j.eval.run;

import org.jspecify.annotations.NullMarked;
