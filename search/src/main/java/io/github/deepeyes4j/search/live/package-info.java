/// Search on the web: providers, the client that asks them, the engine over both.
@NullMarked
package io.github.deepeyes4j.search.live;

import org.jspecify.annotations.NullMarked;
