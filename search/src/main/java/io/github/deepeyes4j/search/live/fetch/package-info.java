/// Fetching from addresses that others chose: results, pages, models.
@NullMarked
package io.github.deepeyes4j.search.live.fetch;

import org.jspecify.annotations.NullMarked;
