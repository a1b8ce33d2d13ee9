/// How an episode is shown on a terminal as it happens.
@NullMarked
package io.github.deepeyes4j.app.ask;

import org.jspecify.annotations.NullMarked;
