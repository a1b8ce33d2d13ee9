/// Text search over a local corpus.
@NullMarked
package io.github.deepeyes4j.search;

import org.jspecify.annotations.NullMarked;
