/// How sure numbers are: shares, the cluster bootstrap, paired comparisons. Knows no model, no tool
/// and no file.
@NullMarked
package io.github.deepeyes4j.eval.statistics;

import org.jspecify.annotations.NullMarked;
