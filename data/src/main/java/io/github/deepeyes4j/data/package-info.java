/// Builds training data: which questions are hard, which of those tools solve, and how the rest is
/// solved by teachers (DeepEyesV2, arXiv 2511.05271, section 3.3).
@NullMarked
package io.github.deepeyes4j.data;

import org.jspecify.annotations.NullMarked;
