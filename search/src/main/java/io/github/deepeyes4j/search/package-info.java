/// Search engines, and the search tools over them.
@NullMarked
package io.github.deepeyes4j.search;

import org.jspecify.annotations.NullMarked;
