package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What was asked, in a file of JSON lines that is only ever appended to, each line written before
/// the call returns: what a killed process had asked is known to the next. A line that it left
/// unfinished is dropped on opening. In memory is only where each line stands.
///
/// Safe for concurrent use within one process; a second process is refused.
public final class Journal implements AutoCloseable {
  private final Path path;
  private final FileChannel file;
  private final Map<Key, Place> places = new HashMap<>();
  private long end;
  private long tokens;
  private double cost;

  private record Key(String example, int sample) {}

  private record Place(long start, int length) {}

  private Journal(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /// Opens a journal, which is begun when there is none.
  public static Journal open(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Journal journal = new Journal(path, file);
      try {
        journal.lock();
        journal.read();
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
      return journal;
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be used as a journal: " + e.getMessage(), e);
    }
  }

  private void lock() throws IOException {
    @Nullable FileLock lock;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new BadInputException(path + ": another process is writing it");
    }
  }

  /// Goes over the lines that are there.
  private void read() throws IOException {
    ByteBuffer block = ByteBuffer.allocate(1 << 20);
    LineBuffer line = new LineBuffer();
    long at = 0;
    while (file.read(block.clear(), at) > 0) {
      block.flip();
      at += block.remaining();
      while (block.hasRemaining()) {
        byte next = block.get();
        if (next == '\n') {
          remember(parse(line.bytes(), end), end, line.length());
          end += line.length() + 1L;
          line.clear();
        } else {
          line.add(next);
        }
      }
    }
    file.truncate(end);
  }

  private Asked parse(byte[] line, long at) {
    try {
      return JsonMapper.shared().readValue(line, Asked.class);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: byte %d: no recorded episode: %s".formatted(path, at, e.getOriginalMessage()), e);
    }
  }

  private void remember(Asked asked, long start, int length) {
    places.put(new Key(asked.example(), asked.sample()), new Place(start, length));
    tokens += asked.promptTokens() + asked.trajectory().tokens();
    cost += asked.cost();
  }

  /// The episode of this example and number, if it was asked for.
  public Optional<Asked> find(String example, int sample) {
    Place place = place(example, sample);
    if (place == null) {
      return Optional.empty();
    }
    ByteBuffer line = ByteBuffer.allocate(place.length);
    try {
      while (line.hasRemaining() && file.read(line, place.start + line.position()) > 0) {}
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read: " + e.getMessage(), e);
    }
    return Optional.of(parse(line.array(), place.start));
  }

  private synchronized @Nullable Place place(String example, int sample) {
    return places.get(new Key(example, sample));
  }

  public synchronized boolean has(String example, int sample) {
    return places.containsKey(new Key(example, sample));
  }

  public void add(Asked asked) {
    append(
        asked,
        (JsonMapper.shared().writeValueAsString(asked) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void append(Asked asked, byte[] line) {
    ByteBuffer bytes = ByteBuffer.wrap(line);
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes, end + bytes.position());
      }
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be written: " + e.getMessage(), e);
    }
    remember(asked, end, line.length - 1);
    end += line.length;
  }

  /// Tokens read and written, over all that was asked.
  public synchronized long tokens() {
    return tokens;
  }

  /// What all that was asked has cost.
  public synchronized double cost() {
    return cost;
  }

  public synchronized int size() {
    return places.size();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /// A line as it grows.
  private static final class LineBuffer {
    private byte[] bytes = new byte[1 << 12];
    private int length;

    void add(byte next) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * length);
      }
      bytes[length++] = next;
    }

    int length() {
      return length;
    }

    byte[] bytes() {
      return Arrays.copyOf(bytes, length);
    }

    void clear() {
      length = 0;
    }
  }
}
