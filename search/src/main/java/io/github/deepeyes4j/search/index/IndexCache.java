package io.github.deepeyes4j.search.index;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/// A directory of indexes that are made when they are first needed, each under a name that says of
/// what. They are never written again. Safe for concurrent use by threads and processes.
public record IndexCache(Path directory) {
  /// That of the user: `deepeyes` in `XDG_CACHE_HOME`, or in `~/.cache`.
  public static IndexCache ofUser() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home =
        cache != null && !cache.isEmpty()
            ? Path.of(cache)
            : Path.of(System.getProperty("user.home"), ".cache");
    return new IndexCache(home.resolve("deepeyes"));
  }

  /// The directory of an index, which is made first when it is not there. Of several processes one
  /// makes it and the others wait; after a crash the next one goes on.
  ///
  /// @param build makes or finishes an index in the directory that it is given
  public Path get(String name, Consumer<Path> build) {
    Path index = directory.resolve(name);
    if (!Files.isDirectory(index)) {
      try {
        make(index, build);
      } catch (IOException e) {
        throw new BadInputException(
            "%s: the index cannot be kept there: %s; XDG_CACHE_HOME names another place"
                .formatted(directory, e),
            e);
      }
    }
    return index;
  }

  /// Threads of this process take turns too: a process holds a file's lock only once.
  private static void make(Path index, Consumer<Path> build) throws IOException {
    synchronized (IndexCache.class) {
      Files.createDirectories(index.getParent());
      Path unfinished = index.resolveSibling(index.getFileName() + ".part");
      Path lockFile = index.resolveSibling(index.getFileName() + ".lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!Files.isDirectory(index)) {
          build.accept(unfinished);
          Files.move(unfinished, index, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    }
  }
}
