package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.core.chat.Sampling;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.lora.LoraAdapter;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One turn to generate, in tokens.
///
/// @param prompt everything before the first new token
/// @param bannedWords token sequences whose last token is never generated after the others
/// @param adapter what is laid over the model; null for what the engine lays over it
/// @param onText receives the text as it is generated, on the engine's thread
record Request(
    TokenSequence prompt,
    Sampling sampling,
    List<int[]> bannedWords,
    @Nullable LoraAdapter adapter,
    Consumer<String> onText) {
  /// A turn that names no adapter.
  Request(
      TokenSequence prompt, Sampling sampling, List<int[]> bannedWords, Consumer<String> onText) {
    this(prompt, sampling, bannedWords, null, onText);
  }
}
