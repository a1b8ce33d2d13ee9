/// Training by several processes that share the work of a step: who they are, how they add their
/// gradients up, and how they divide the optimizer among them.
@NullMarked
package io.github.deepeyes4j.train.parallel;

import org.jspecify.annotations.NullMarked;
