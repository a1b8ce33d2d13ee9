package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;

/// A prompt to be read into a row of the cache.
///
/// @param held how many of its tokens the row holds already, not all
record Prefill(int row, TokenSequence prompt, int held) {
  /// What is to be read.
  TokenSequence rest() {
    return prompt.from(held);
  }

  /// How many tokens that are.
  int length() {
    return prompt.length() - held;
  }

  RopeIndex positions() {
    return RopeIndex.of(prompt).from(held);
  }
}
