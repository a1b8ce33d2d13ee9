/// Training data from files.
@NullMarked
package io.github.deepeyes4j.train.data;

import org.jspecify.annotations.NullMarked;
