/// Keeps pages that give a benchmark away out of what models find.
@NullMarked
package io.github.deepeyes4j.search.leak;

import org.jspecify.annotations.NullMarked;
