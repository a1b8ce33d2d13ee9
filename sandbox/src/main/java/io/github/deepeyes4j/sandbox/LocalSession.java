package io.github.deepeyes4j.sandbox;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner.CodeSession;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One session. The process is forked at the first cell; after it has died the next cell starts a
/// fresh one, and the cell that killed it is reported as such.
final class LocalSession implements CodeSession {
  /// How long a cell may go on after its time limit before the process is killed.
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final LocalSandbox sandbox;
  private final List<Picture> pictures;
  private @Nullable Connection connection;

  /// A live process and the way to it.
  private record Connection(Zygote zygote, String id, SocketChannel channel) {}

  LocalSession(LocalSandbox sandbox, List<Picture> pictures) {
    this.sandbox = sandbox;
    this.pictures = List.copyOf(pictures);
  }

  @Override
  public CellResult run(String code, Duration timeout) throws InterruptedException {
    if (code.isBlank()) {
      return new CellResult(ToolStatus.BAD_REQUEST, "", "Error: No code provided", List.of(), 0);
    }
    long start = System.nanoTime();
    Connection current;
    try {
      current = connect();
    } catch (IOException | BadInputException | IllegalStateException e) {
      return CellResult.unavailable(String.valueOf(e.getMessage()));
    }
    try {
      Map<String, Object> request =
          Map.of("op", "run", "code", code, "timeout", timeout.toMillis() / 1000.0);
      Frames.send(current.channel, request, List.of());
      Frames.Frame answer = receive(current, timeout.plus(GRACE));
      return result(answer);
    } catch (TimeoutException e) {
      return dead(ToolStatus.TIMEOUT, "the cell did not stop at its time limit", start);
    } catch (IOException e) {
      return dead(ToolStatus.KILLED, "the Python process ended", start);
    }
  }

  private Connection connect() throws IOException {
    Connection current = connection;
    if (current == null) {
      byte[] random = new byte[16];
      RANDOM.nextBytes(random);
      String id = HexFormat.of().formatHex(random);
      Zygote zygote = sandbox.zygote();
      SocketChannel channel = zygote.spawn(id);
      try {
        bindPictures(channel);
      } catch (IOException e) {
        // Its process ends with the channel; the next cell starts another.
        channel.close();
        throw e;
      }
      current = new Connection(zygote, id, channel);
      connection = current;
    }
    return current;
  }

  private void bindPictures(SocketChannel channel) throws IOException {
    List<Map<String, Integer>> sizes =
        pictures.stream().map(p -> Map.of("width", p.width(), "height", p.height())).toList();
    Frames.send(
        channel,
        Map.of("op", "init", "images", sizes),
        pictures.stream().map(Picture::rgb).toList());
    Frames.receive(channel);
  }

  /// Waits for the answer; the process is killed when it does not come in time, or when the waiting
  /// thread is interrupted.
  private Frames.Frame receive(Connection current, Duration limit)
      throws IOException, InterruptedException, TimeoutException {
    CompletableFuture<Frames.Frame> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        answer.complete(Frames.receive(current.channel));
      } catch (IOException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException e) {
      kill();
      throw e;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  private CellResult dead(ToolStatus status, String what, long start) {
    kill();
    return new CellResult(
        status,
        "",
        "Error: %s; all variables are lost.".formatted(what),
        List.of(),
        (System.nanoTime() - start) / 1e9);
  }

  private static CellResult result(Frames.Frame answer) throws IOException {
    JsonNode header = answer.header();
    StringBuilder stdout = new StringBuilder(text(header, "stdout"));
    header.path("texts").forEach(text -> appendLine(stdout, text.asString("")));
    appendLine(stdout, text(header, "result"));
    StringBuilder stderr = new StringBuilder(text(header, "stderr"));
    header
        .path("dropped")
        .properties()
        .forEach(entry -> {
          if (entry.getValue().asLong(0) > 0) {
            appendLine(
                entry.getKey().equals("stdout") ? stdout : stderr,
                "[%s: %d beyond the limit dropped]"
                    .formatted(entry.getKey(), entry.getValue().asLong(0)));
          }
        });
    return new CellResult(
        status(header),
        stdout.toString().stripTrailing(),
        stderr.toString().stripTrailing(),
        images(answer),
        header.path("seconds").asDouble(0));
  }

  private static String text(JsonNode header, String key) {
    return header.path(key).isString() ? header.path(key).stringValue() : "";
  }

  private static void appendLine(StringBuilder text, String line) {
    if (!line.isEmpty()) {
      if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      }
      text.append(line);
    }
  }

  private static ToolStatus status(JsonNode header) throws IOException {
    String name = header.path("status").asString("");
    for (ToolStatus status : ToolStatus.values()) {
      if (status.wireName().equals(name) && status != ToolStatus.UNAVAILABLE) {
        return status;
      }
    }
    throw new IOException("unknown status '%s'".formatted(name.toLowerCase(Locale.ROOT)));
  }

  private static List<Picture> images(Frames.Frame answer) throws IOException {
    List<Picture> images = new ArrayList<>();
    JsonNode headers = answer.header().path("images");
    if (headers.size() != answer.blobs().size()) {
      throw new IOException("%d images, %d blobs".formatted(headers.size(), answer.blobs().size()));
    }
    try {
      for (int i = 0; i < headers.size(); i++) {
        int width = headers.get(i).path("width").asInt(0);
        int height = headers.get(i).path("height").asInt(0);
        images.add(Picture.ofRgb(width, height, answer.blobs().get(i)));
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("a malformed picture", e);
    }
    return images;
  }

  private void kill() {
    Connection current = connection;
    connection = null;
    if (current == null) {
      return;
    }
    try (SocketChannel _ = current.channel) {
      current.zygote.kill(current.id);
    } catch (IOException e) {
      // The whole warm process is gone, and its children with it.
    }
  }

  @Override
  public void close() {
    // An idle process ends by itself when its connection closes; a busy one must be told.
    kill();
  }
}
