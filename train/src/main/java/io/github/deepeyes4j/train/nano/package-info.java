/// The nano model from nothing: its tokenizer, its shape, and what it is taught first.
@NullMarked
package io.github.deepeyes4j.train.nano;

import org.jspecify.annotations.NullMarked;
