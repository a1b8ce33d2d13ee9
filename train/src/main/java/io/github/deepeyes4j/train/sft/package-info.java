/// Supervised training: samples, batches, losses, and the loop.
@NullMarked
package io.github.deepeyes4j.train.sft;

import org.jspecify.annotations.NullMarked;
