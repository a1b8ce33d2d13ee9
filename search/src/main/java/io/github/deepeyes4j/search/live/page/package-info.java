/// Reading the pages that a search found.
@NullMarked
package io.github.deepeyes4j.search.live.page;

import org.jspecify.annotations.NullMarked;
