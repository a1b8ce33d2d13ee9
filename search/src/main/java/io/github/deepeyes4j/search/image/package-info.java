/// Image search: an index of pictures that look alike, its encoders, and the MMSearch-R1 cache.
@NullMarked
package io.github.deepeyes4j.search.image;

import org.jspecify.annotations.NullMarked;
