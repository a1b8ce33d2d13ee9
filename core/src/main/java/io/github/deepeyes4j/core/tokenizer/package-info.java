/// From conversations to flat token sequences: tokenizer, chat template, image spans.
@NullMarked
package io.github.deepeyes4j.core.tokenizer;

import org.jspecify.annotations.NullMarked;
