/// What curation works on: examples, and the marks that its stages leave on them.
@NullMarked
package io.github.deepeyes4j.data.example;

import org.jspecify.annotations.NullMarked;
