/// The little that stands between Java and libtorch: creation, reading back, placement.
@NullMarked
package io.github.deepeyes4j.model.tensor;

import org.jspecify.annotations.NullMarked;
