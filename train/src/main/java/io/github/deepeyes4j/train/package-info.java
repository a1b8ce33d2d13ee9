/// Training: supervised learning on token sequences, and the making of the nano model from nothing.
@NullMarked
package io.github.deepeyes4j.train;

import org.jspecify.annotations.NullMarked;
