package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Indexes that are made when they are first needed and kept in the user's cache, each under a name
/// that says of what: the digest of corpus, encoder and schema. They are never written again.
public final class CachedIndex {
  private CachedIndex() {}

  /// Opens the index of a corpus, which is made first when it is not there. Of several processes
  /// one makes it and the others wait; after a crash the next one goes on.
  public static TextIndex open(Path corpus, Encoding encoding, Progress progress) {
    return open(cache(), Corpus.read(List.of(corpus)), encoding, progress);
  }

  static TextIndex open(Path cache, Corpus corpus, Encoding encoding, Progress progress) {
    Path directory = cache.resolve("index-" + key(corpus, encoding));
    if (!Files.isDirectory(directory)) {
      try {
        make(directory, corpus, encoding, progress);
      } catch (IOException e) {
        throw new BadInputException(
            "%s: the index cannot be kept there: %s; XDG_CACHE_HOME names another place"
                .formatted(cache, e),
            e);
      }
    }
    return TextIndex.open(directory);
  }

  private static String key(Corpus corpus, Encoding encoding) {
    return Digests.sha256(corpus.digest() + encoding.id() + Manifest.SCHEMA).substring(0, 16);
  }

  /// Threads of this process take turns too: a process holds a file's lock only once.
  private static synchronized void make(
      Path directory, Corpus corpus, Encoding encoding, Progress progress) throws IOException {
    Files.createDirectories(directory.getParent());
    Path unfinished = directory.resolveSibling(directory.getFileName() + ".part");
    Path lockFile = directory.resolveSibling(directory.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (Files.isDirectory(directory)) {
        return;
      }
      try (SentenceEncoder encoder = encoding.open()) {
        IndexBuilder.build(corpus, unfinished, encoder, progress);
      }
      Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static Path cache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home =
        cache != null && !cache.isEmpty()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    return home.resolve("deepeyes");
  }
}
