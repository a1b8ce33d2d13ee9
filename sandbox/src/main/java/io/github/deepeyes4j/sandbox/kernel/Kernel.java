package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.Frames.Frame;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One live Python process with its variables. Used by one thread at a time, except for [#close],
/// which any thread may call.
public final class Kernel implements AutoCloseable {
  /// How long a cell may go on after its time limit before the process is killed.
  private static final Duration GRACE = Duration.ofSeconds(2);

  /// For everything that is not a cell.
  private static final Duration SERVICE = Duration.ofSeconds(30);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final ControlSocket control;
  private final String id;
  private final SocketChannel channel;
  private final Isolation isolation;
  private final AtomicReference<Runnable> onEnd = new AtomicReference<>(() -> {});

  private Kernel(ControlSocket control, String id, ControlSocket.Spawned spawned) {
    this.control = control;
    this.id = id;
    this.channel = spawned.channel();
    this.isolation = spawned.isolation();
  }

  /// The process has gone, and its variables with it.
  public static final class Died extends Exception {
    private static final long serialVersionUID = 1;
    private final ToolStatus status;

    Died(ToolStatus status, String message, @Nullable Throwable cause) {
      super(message, cause);
      this.status = status;
    }

    public ToolStatus status() {
      return status;
    }
  }

  /// A new process, not begun yet.
  static Kernel spawn(ControlSocket control, int number) throws IOException {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String id = HexFormat.of().formatHex(random);
    return new Kernel(control, id, control.spawn(id, number));
  }

  /// Makes the process ready for its first cell.
  ///
  /// @param seed of Python's and numpy's random numbers
  /// @param pictures to bind; none when the process was forked with them
  /// @param whenOver run once, at the process's end
  Kernel begin(int seed, List<Picture> pictures, Runnable whenOver) throws IOException {
    try {
      Frames.send(
          channel,
          Map.of(
              "op", "init", "seed", seed & 0xffff_ffffL, "images", ControlSocket.sizes(pictures)),
          pictures.stream().map(Picture::rgb).toList());
      Frames.receive(channel);
      onEnd.set(whenOver);
      return this;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /// Runs a cell. A cell that does not even stop some time after its limit takes the process with
  /// it.
  public CellOutput run(String code, Duration timeout) throws Died, InterruptedException {
    Map<String, Object> request = Map.of("op", "run", "timeout", timeout.toMillis() / 1000.0);
    List<byte[]> source = List.of(code.getBytes(StandardCharsets.UTF_8));
    Frame answer =
        ask(request, source, timeout.plus(GRACE), "the cell did not stop at its time limit");
    try {
      return output(answer);
    } catch (IOException e) {
      String message = "the Python process answered with nonsense: " + e.getMessage();
      throw died(ToolStatus.KILLED, message, e);
    }
  }

  /// Variables as bytes, and the names of those that could not be put among them.
  public record Saved(byte[] variables, List<String> lost) {}

  /// Saves the variables that cells have made or changed.
  ///
  /// @param limit of their bytes
  /// @param pictures whether those that the session began with are wanted too
  public Saved save(long limit, boolean pictures) throws Died, InterruptedException {
    Map<String, Object> request = Map.of("op", "save", "limit", limit, "pictures", pictures);
    Frame answer = ask(request, List.of(), SERVICE, "saving took long");
    if (answer.blobs().size() != 1) {
      throw died(ToolStatus.KILLED, "the Python process answered with nonsense", null);
    }
    List<String> lost = new ArrayList<>();
    answer.header().path("lost").forEach(name -> lost.add(name.asString("")));
    return new Saved(answer.blobs().getFirst(), List.copyOf(lost));
  }

  /// Takes up variables that another process has saved; false when they cannot be read.
  public boolean load(byte[] variables) throws Died, InterruptedException {
    Frame answer = ask(Map.of("op", "load"), List.of(variables), SERVICE, "loading took long");
    return answer.header().path("status").asString("").equals("ok");
  }

  /// Makes a running cell stop as if its time were over.
  public void interrupt() throws IOException {
    control.interrupt(id);
  }

  private Frame ask(Map<String, Object> request, List<byte[]> blobs, Duration limit, String slow)
      throws Died, InterruptedException {
    CompletableFuture<Frame> answer = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      try {
        Frames.send(channel, request, blobs);
        answer.complete(Frames.receive(channel));
      } catch (IOException | RuntimeException e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      close();
      throw e;
    } catch (TimeoutException e) {
      throw died(ToolStatus.TIMEOUT, slow, e);
    } catch (ExecutionException e) {
      throw died(ToolStatus.KILLED, "the Python process ended", e.getCause());
    }
  }

  private Died died(ToolStatus status, String message, @Nullable Throwable cause) {
    return end()
        ? new Died(ToolStatus.MEMORY, "the Python process ran out of memory", cause)
        : new Died(status, message, cause);
  }

  private static CellOutput output(Frame answer) throws IOException {
    JsonNode header = answer.header();
    List<String> texts = new ArrayList<>();
    header.path("texts").forEach(text -> texts.add(text.asString("")));
    Map<String, Long> dropped = new HashMap<>();
    for (String name : List.of("stdout", "stderr", "images")) {
      dropped.put(name, header.path("dropped").path(name).asLong(0));
    }
    return new CellOutput(
        status(header),
        header.path("stdout").asString(""),
        header.path("stderr").asString(""),
        header.path("traceback").asString(""),
        textOrNull(header, "syntax_error"),
        textOrNull(header, "result"),
        textOrNull(header, "value"),
        texts,
        images(answer),
        dropped,
        header.path("seconds").asDouble(0));
  }

  private static @Nullable String textOrNull(JsonNode header, String key) {
    return header.path(key).isString() ? header.path(key).stringValue() : null;
  }

  private static ToolStatus status(JsonNode header) throws IOException {
    String name = header.path("status").asString("");
    for (ToolStatus status : ToolStatus.values()) {
      if (status.wireName().equals(name) && status != ToolStatus.UNAVAILABLE) {
        return status;
      }
    }
    String reason = header.path("reason").asString("no reason given");
    throw new IOException("status '%s': %s".formatted(name, reason));
  }

  private static List<Picture> images(Frame answer) throws IOException {
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

  /// Ends the process: an idle one ends when its connection closes, a busy one must be killed.
  @Override
  public void close() {
    end();
  }

  /// Whether it had ended before, for want of memory.
  private boolean end() {
    try (SocketChannel _ = channel) {
      return control.kill(id);
    } catch (IOException e) {
      // The whole warm process is gone, and its children with it.
      return false;
    } finally {
      onEnd.getAndSet(() -> {}).run();
    }
  }

  Isolation isolation() {
    return isolation;
  }
}
