/// Isolated, stateful Python sessions: forked in milliseconds from one warm process behind
/// bubblewrap.
@NullMarked
package io.github.deepeyes4j.sandbox;

import org.jspecify.annotations.NullMarked;
