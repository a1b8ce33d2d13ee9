package io.github.deepeyes4j.core.tokenizer;

import java.nio.file.Path;

/// A model over which low-rank adapters (LoRA) can be laid while it runs.
public interface AdaptableModel extends TokenModel {
  /// Loads an adapter.
  ///
  /// @param id names the adapted model in reports
  /// @param directory holds the adapter, in PEFT's file layout
  /// @return this model with the adapter: it shares weights and batches with this one and is to be
  ///   closed before it. Turns that it is writing when it is closed are finished
  /// @throws io.github.deepeyes4j.core.BadInputException when the directory holds no adapter for
  ///   this model
  TokenModel adapted(String id, Path directory);
}
