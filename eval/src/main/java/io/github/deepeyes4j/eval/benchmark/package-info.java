/// Public benchmarks: what each is declared to be, and its items, read from its file row by row.
@NullMarked
package io.github.deepeyes4j.eval.benchmark;

import org.jspecify.annotations.NullMarked;
