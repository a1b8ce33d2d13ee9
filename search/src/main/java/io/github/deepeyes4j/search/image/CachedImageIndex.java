package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/// Indexes that are made when they are first needed and kept in the user's cache, each under a name
/// that says of what: the digest of pictures, encoder and schema. They are never written again.
public final class CachedImageIndex {
  private CachedImageIndex() {}

  /// Opens the index of a catalogue with the encoder that comes along. It is made first when it is
  /// not there; of several processes one makes it and the others wait, and after a crash the next
  /// one goes on. A [BadInputException] names a picture that cannot be read.
  ///
  /// @param progress told how many pictures are done
  public static ImageIndex open(ImageCatalog catalog, IntConsumer progress) {
    ImageEncoder encoder = OnnxImageEncoder.embedded();
    try {
      return open(cache(), catalog, encoder, progress);
    } catch (BadInputException e) {
      encoder.close();
      throw e;
    }
  }

  static ImageIndex open(
      Path cache, ImageCatalog catalog, ImageEncoder encoder, IntConsumer progress) {
    Path directory = cache.resolve("images-" + key(catalog, encoder));
    if (!Files.isDirectory(directory)) {
      try {
        make(directory, catalog, encoder, progress);
      } catch (IOException e) {
        throw new BadInputException(
            "%s: the image index cannot be kept there: %s; XDG_CACHE_HOME names another place"
                .formatted(cache, e),
            e);
      }
    }
    return ImageIndex.open(directory, encoder);
  }

  private static String key(ImageCatalog catalog, ImageEncoder encoder) {
    String pictures =
        catalog.entries().parallelStream()
            .map(entry -> entry.key() + " " + ImageRecord.digest(entry))
            .collect(Collectors.joining("\n"));
    return Digests.sha256(pictures + encoder.id() + ImageManifest.SCHEMA).substring(0, 16);
  }

  /// Threads of this process take turns too: a process holds a file's lock only once.
  private static synchronized void make(
      Path directory, ImageCatalog catalog, ImageEncoder encoder, IntConsumer progress)
      throws IOException {
    Files.createDirectories(directory.getParent());
    Path unfinished = directory.resolveSibling(directory.getFileName() + ".part");
    Path lockFile = directory.resolveSibling(directory.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      if (Files.isDirectory(directory)) {
        return;
      }
      ImageIndexBuilder.Outcome outcome =
          ImageIndexBuilder.build(catalog, unfinished, encoder, progress);
      if (!outcome.faults().isEmpty()) {
        throw new BadInputException(outcome.faults().getFirst());
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
