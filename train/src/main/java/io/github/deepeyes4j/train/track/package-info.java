/// Where the figures of a training run go.
@NullMarked
package io.github.deepeyes4j.train.track;

import org.jspecify.annotations.NullMarked;
