/// The `deepeyes` command: one class a subcommand, and the wiring of all parts.
@NullMarked
package io.github.deepeyes4j.app;

import org.jspecify.annotations.NullMarked;
