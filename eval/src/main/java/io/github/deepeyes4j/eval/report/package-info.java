/// An analysis as a report, as plots, and as a table for the terminal.
@NullMarked
package io.github.deepeyes4j.eval.report;

import org.jspecify.annotations.NullMarked;
