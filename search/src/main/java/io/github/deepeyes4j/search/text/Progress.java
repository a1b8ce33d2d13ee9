package io.github.deepeyes4j.search.text;

import java.util.function.IntConsumer;

/// Is told how far indexing is.
public interface Progress {
  /// Indexing begins.
  ///
  /// @param total documents of the corpus
  /// @return told how many of them are done
  IntConsumer start(int total);

  /// For whom does not want to know.
  static Progress silent() {
    return _ -> _ -> {};
  }
}
