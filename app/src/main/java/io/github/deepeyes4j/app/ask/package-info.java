/// How one episode is shown: turn by turn on a terminal, and as a page.
@NullMarked
package io.github.deepeyes4j.app.ask;

import org.jspecify.annotations.NullMarked;
