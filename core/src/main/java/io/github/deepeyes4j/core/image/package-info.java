/// Pictures: decoding, resizing as the reference does, and cutting into patches.
@NullMarked
package io.github.deepeyes4j.core.image;

import org.jspecify.annotations.NullMarked;
