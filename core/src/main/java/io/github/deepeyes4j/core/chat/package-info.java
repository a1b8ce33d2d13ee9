/// Conversations and the port through which a model continues them.
@NullMarked
package io.github.deepeyes4j.core.chat;

import org.jspecify.annotations.NullMarked;
