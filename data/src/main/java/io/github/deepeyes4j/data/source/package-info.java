/// Where examples come from.
@NullMarked
package io.github.deepeyes4j.data.source;

import org.jspecify.annotations.NullMarked;
