package io.github.deepeyes4j.core;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/// A file of JSON lines that is only ever appended to, so that a process may be killed at any time:
/// a line that was left unfinished is dropped on opening. Safe for concurrent use within one
/// process; one process a file.
public final class JsonLines implements AutoCloseable {
  private final FileChannel file;

  private JsonLines(FileChannel file) {
    this.file = file;
  }

  /// Opens a file, begun when there is none.
  ///
  /// @param known is given the lines that are there, in order; nothing is dropped when it throws
  public static JsonLines open(Path path, Consumer<String> known) {
    try {
      Path directory = path.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      if (Files.exists(path)) {
        dropUnfinished(path, read(path, known));
      }
      return new JsonLines(
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be used: %s".formatted(path, e.getMessage()), e);
    }
  }

  /// Gives out the finished lines; the length of the file up to their end, in bytes.
  private static long read(Path path, Consumer<String> known) throws IOException {
    long finished = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int next;
      while ((next = in.read()) >= 0) {
        if (next == '\n') {
          finished += line.size() + 1;
          known.accept(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else {
          line.write(next);
        }
      }
    }
    return finished;
  }

  private static void dropUnfinished(Path path, long finished) throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer first = ByteBuffer.allocate(1);
      if (file.read(first, finished) > 0 && first.get(0) != '{') {
        throw new BadInputException(path + ": ends in something that is no line of JSON");
      }
      file.truncate(finished);
    }
  }

  /// Appends one line, which must hold no line break.
  public synchronized void add(String line) {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a line cannot be appended", e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
