package io.github.deepeyes4j.core.chat;

/// Why a generation ended.
public enum FinishReason {
  /// The model closed its turn.
  END_OF_TURN,
  /// A stop string appeared; it is the end of the text.
  STOP_STRING,
  /// The limit of new tokens was reached.
  LENGTH,
  /// The conversation fills the model's context; nothing, or not enough, could be generated.
  CONTEXT_FULL
}
