/// Recordings of searches: made once, replayed exactly, shipped with the results that rest on them.
@NullMarked
package io.github.deepeyes4j.search.record;

import org.jspecify.annotations.NullMarked;
