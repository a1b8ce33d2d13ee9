/// What indexes of text and of pictures have in common: their directories, and the user's cache of
/// those that are made when they are first needed.
@NullMarked
package io.github.deepeyes4j.search.index;

import org.jspecify.annotations.NullMarked;
