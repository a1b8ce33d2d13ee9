/// The figures that trainings write and analyses read.
@NullMarked
package io.github.deepeyes4j.core.metrics;

import org.jspecify.annotations.NullMarked;
