package io.github.deepeyes4j.search.live.client;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Counts the requests of a calendar month (UTC) in a file and refuses those above the cap.
///
/// A request counts before it is sent, whatever becomes of it: the cap is on requests, not on what
/// the provider bills. The count outlives the process, and processes that share the file share the
/// cap: it changes under a lock, and by renaming, so it is never half written. Safe for concurrent
/// use.
public final class Quota {
  private static final String DAMAGED =
      ": not a count of requests; mend it, or delete it to begin anew";

  private final Path file;
  private final long cap;
  private final Clock clock;

  Quota(Path file, long cap, Clock clock) {
    this.file = file;
    this.cap = cap;
    this.clock = clock;
  }

  /// @param file of the count; made when it is first needed
  /// @param cap requests in a month at most
  public static Quota in(Path file, long cap) {
    if (cap < 1) {
      throw new BadInputException("monthly quota %d: at least 1 is needed".formatted(cap));
    }
    Quota quota = new Quota(file, cap, Clock.systemUTC());
    try {
      quota.used("");
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return quota;
  }

  /// Counts a request.
  ///
  /// @throws ProviderException of kind QUOTA_USED_UP when the cap is reached, or DENIED when the
  ///   request cannot be counted
  void take() {
    // A file lock belongs to the whole process: threads take turns before they ask for it.
    synchronized (Quota.class) {
      try {
        Files.createDirectories(file.toAbsolutePath().getParent());
        takeLocked(file.resolveSibling(file.getFileName() + ".lock"));
      } catch (IOException | BadInputException e) {
        throw new ProviderException(
            ProviderException.Kind.DENIED, "requests cannot be counted: " + e.getMessage());
      }
    }
  }

  private void takeLocked(Path lock) throws IOException {
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      String month = YearMonth.now(clock.withZone(ZoneOffset.UTC)).toString();
      long used = used(month);
      if (used >= cap) {
        throw new ProviderException(
            ProviderException.Kind.QUOTA_USED_UP,
            "quota used up: all %d requests of %s (counted in %s)".formatted(cap, month, file));
      }
      write(month, used + 1);
    }
  }

  /// Requests counted this month; a damaged file is an error, never zero.
  private long used(String month) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    JsonNode count;
    try {
      count = JsonMapper.shared().readTree(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw new BadInputException(file + DAMAGED, e);
    }
    if (!count.path("month").isString() || !count.path("used").isIntegralNumber()) {
      throw new BadInputException(file + DAMAGED);
    }
    return count.path("month").stringValue().equals(month) ? count.path("used").longValue() : 0;
  }

  private void write(String month, long used) throws IOException {
    String json = JsonMapper.shared().writeValueAsString(Map.of("month", month, "used", used));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.write(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
