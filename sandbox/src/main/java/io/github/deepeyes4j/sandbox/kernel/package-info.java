/// Live Python processes: forked from a warm one, isolated, spoken to over a Unix socket.
@NullMarked
package io.github.deepeyes4j.sandbox.kernel;

import org.jspecify.annotations.NullMarked;
