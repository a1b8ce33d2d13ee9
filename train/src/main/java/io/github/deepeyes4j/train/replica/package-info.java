/// A copy of the model that one worker thread computes gradients on, and what several workers do
/// together.
@NullMarked
package io.github.deepeyes4j.train.replica;

import org.jspecify.annotations.NullMarked;
