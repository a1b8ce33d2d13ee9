/// Text search over a corpus: its documents are cut into passages, these are indexed by their words
/// and their meaning, and the pages of the best ones are found. Begin with [TextIndex].
@NullMarked
package io.github.deepeyes4j.search.text;

import org.jspecify.annotations.NullMarked;
