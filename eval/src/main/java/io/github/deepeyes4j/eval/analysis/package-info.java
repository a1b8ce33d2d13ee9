/// What runs did with their tools: classes of calls, errors, lengths, comparisons, training curves.
@NullMarked
package io.github.deepeyes4j.eval.analysis;

import org.jspecify.annotations.NullMarked;
