/// Asking a provider within its limits, whatever it is asked.
@NullMarked
package io.github.deepeyes4j.search.live.client;

import org.jspecify.annotations.NullMarked;
