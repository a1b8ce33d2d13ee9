/// Measurements; each class is a program whose command stands in `bench/README.md`.
@NullMarked
package io.github.deepeyes4j.bench;

import org.jspecify.annotations.NullMarked;
