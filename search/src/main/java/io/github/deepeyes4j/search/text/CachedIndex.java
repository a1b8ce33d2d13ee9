package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.search.index.IndexCache;
import java.nio.file.Path;
import java.util.List;

/// Text indexes in an [IndexCache], named by the digest of corpus, encoder and schema.
public final class CachedIndex {
  private CachedIndex() {}

  /// Opens the index of a corpus in the user's cache, which is made first when it is not there.
  public static TextIndex open(Path corpus, Encoding encoding, Progress progress) {
    return open(IndexCache.ofUser(), Corpus.read(List.of(corpus)), encoding, progress);
  }

  static TextIndex open(IndexCache cache, Corpus corpus, Encoding encoding, Progress progress) {
    String key = Digests.sha256(corpus.digest() + encoding.id() + Manifest.SCHEMA).substring(0, 16);
    return TextIndex.open(
        cache.get(
            "index-" + key,
            directory -> {
              try (SentenceEncoder encoder = encoding.open()) {
                IndexBuilder.build(corpus, directory, encoder, progress);
              }
            }));
  }
}
