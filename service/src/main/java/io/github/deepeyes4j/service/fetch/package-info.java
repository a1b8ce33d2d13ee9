/// Fetching from addresses that others chose: results, pages, models.
@NullMarked
package io.github.deepeyes4j.service.fetch;

import org.jspecify.annotations.NullMarked;
