/// Parameters as one flat block, and what moves them.
@NullMarked
package io.github.deepeyes4j.train.optim;

import org.jspecify.annotations.NullMarked;
