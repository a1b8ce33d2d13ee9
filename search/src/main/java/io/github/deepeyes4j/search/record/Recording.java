package io.github.deepeyes4j.search.record;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.record.EntryRow.HitRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A directory of searches and their results: `entries.jsonl`, one line a request, appended and
/// forced to the disk before the result is used, and `pictures/DIGEST.png`. A line that a killed
/// process has left unfinished is cut off at the next opening. Of two lines with one key the later
/// counts, so recordings are merged by putting their files together.
///
/// Safe for concurrent use; one process writes.
public final class Recording implements AutoCloseable {
  private static final String ENTRIES = "entries.jsonl";
  private static final String PICTURES = "pictures";

  private final Path directory;
  private final Map<String, EntryRow> entries = new TreeMap<>();
  private final List<String> misses = new ArrayList<>();
  private final @Nullable FileChannel log;

  private Recording(Path directory, @Nullable FileChannel log) {
    this.directory = directory;
    this.log = log;
  }

  /// Opens a recording to replay it.
  public static Recording open(Path directory) {
    Path file = directory.resolve(ENTRIES);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          "%s: no recording of searches there (it lacks %s)".formatted(directory, ENTRIES));
    }
    Recording recording = new Recording(directory, null);
    recording.read(file);
    return recording;
  }

  /// Opens a recording, which need not exist, to go on with it. No other process may have it open
  /// for that.
  public static Recording append(Path directory) {
    try {
      Files.createDirectories(directory.resolve(PICTURES));
      FileChannel log =
          FileChannel.open(
              directory.resolve(ENTRIES),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      @Nullable FileLock lock = log.tryLock();
      if (lock == null) {
        log.close();
        throw new BadInputException(directory + ": another process is recording there");
      }
      Recording recording = new Recording(directory, log);
      long end = recording.read(directory.resolve(ENTRIES));
      log.truncate(end).position(end);
      return recording;
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be written: %s".formatted(directory, e.getMessage()));
    }
  }

  /// Takes up the lines of the log; where the last whole one ends.
  private long read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new BadInputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    int start = 0;
    for (int number = 1, end; (end = lineEnd(bytes, start)) >= 0; number++, start = end + 1) {
      String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
      if (!line.isBlank()) {
        take(line, file + ":" + number);
      }
    }
    return start;
  }

  private static int lineEnd(byte[] bytes, int start) {
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void take(String line, String place) {
    try {
      EntryRow row = JsonMapper.shared().readValue(line, EntryRow.class);
      entries.put(row.key(), row);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not an entry of a recording: %s".formatted(place, e.getOriginalMessage()), e);
    }
  }

  /// The engines of this kind of request that the recording knows.
  synchronized List<String> engines(String kind) {
    return entries.values().stream()
        .filter(row -> row.kind().equals(kind))
        .map(EntryRow::engine)
        .distinct()
        .sorted()
        .toList();
  }

  /// Requests recorded.
  public synchronized int size() {
    return entries.size();
  }

  /// One name for everything that is recorded: the same results under the same keys have the same
  /// digest, whenever and in whatever order they were recorded.
  public synchronized String digest() {
    StringBuilder all = new StringBuilder();
    entries
        .values()
        .forEach(row -> all.append(row.key()).append(' ').append(row.contentDigest()).append('\n'));
    return Digests.sha256(all.toString());
  }

  /// What was answered to a request.
  synchronized Optional<SearchResult> find(RequestKey key) {
    return Optional.ofNullable(entries.get(key.digest())).map(this::result);
  }

  /// Notes a request that was asked for in vain.
  synchronized void miss(RequestKey key) {
    misses.add("%s %s (top %d)".formatted(key.kind(), key.content(), key.top()));
  }

  /// The requests that were asked for in vain since the recording was opened, in order.
  public synchronized List<String> misses() {
    return List.copyOf(misses);
  }

  private SearchResult result(EntryRow row) {
    return switch (row.status()) {
      case FOUND -> new SearchResult.Found(row.hits().stream().map(this::hit).toList());
      case REFUSED -> new SearchResult.Refused(row.message());
      case UNAVAILABLE -> new SearchResult.Unavailable(row.message());
    };
  }

  private SearchHit hit(HitRow row) {
    @Nullable Picture thumbnail = row.thumbnail() == null ? null : picture(row.thumbnail());
    return new SearchHit(row.title(), row.link(), row.snippet(), row.date(), thumbnail);
  }

  private Picture picture(String digest) {
    Picture picture = PictureDecoder.decode(pictureFile(digest));
    if (!picture.digest().equals(digest)) {
      throw new BadInputException(pictureFile(digest) + ": not the picture that was recorded");
    }
    return picture;
  }

  private Path pictureFile(String digest) {
    return directory.resolve(PICTURES).resolve(digest + ".png");
  }

  /// Adds a result; it is on the disk when this returns.
  ///
  /// @param exchanges with providers, by which the result came about
  /// @param seconds that it took
  synchronized void put(
      RequestKey key, SearchResult result, List<Exchange> exchanges, double seconds) {
    if (log == null) {
      throw new IllegalStateException("this recording is open for reading");
    }
    try {
      EntryRow row = EntryRow.of(key, result, exchanges, Instant.now(), seconds);
      for (Picture thumbnail : thumbnails(result)) {
        write(thumbnail);
      }
      String line = JsonMapper.shared().writeValueAsString(row) + "\n";
      ByteBuffer buffer = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (buffer.hasRemaining()) {
        log.write(buffer);
      }
      log.force(false);
      entries.put(row.key(), row);
    } catch (IOException e) {
      throw new UncheckedIOException("the recording cannot be written: " + directory, e);
    }
  }

  private static List<Picture> thumbnails(SearchResult result) {
    List<Picture> pictures = new ArrayList<>();
    if (result instanceof SearchResult.Found(var hits)) {
      for (SearchHit hit : hits) {
        if (hit.thumbnail() != null) {
          pictures.add(hit.thumbnail());
        }
      }
    }
    return pictures;
  }

  private void write(Picture picture) throws IOException {
    Path file = pictureFile(picture.digest());
    if (!Files.exists(file)) {
      Path part = file.resolveSibling(file.getFileName() + ".part");
      Files.write(part, picture.toPng());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  @Override
  public void close() {
    if (log != null) {
      try {
        log.close();
      } catch (IOException e) {
        throw new UncheckedIOException("the recording cannot be closed: " + directory, e);
      }
    }
  }
}
