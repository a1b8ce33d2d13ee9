/// A training run on disk.
@NullMarked
package io.github.deepeyes4j.train.run;

import org.jspecify.annotations.NullMarked;
