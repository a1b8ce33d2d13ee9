package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Starts kernels. Safe for concurrent use.
///
/// The warm process is started in the background when this is opened; the first kernel waits for
/// it. Should it die, the next kernel starts another.
public final class Kernels implements AutoCloseable {
  private final PythonEnvironment python;
  private CompletableFuture<Zygote> zygote;
  private boolean closed;

  private Kernels(PythonEnvironment python) {
    this.python = python;
    this.zygote = startZygote();
  }

  public static Kernels open(PythonEnvironment python) {
    return new Kernels(python);
  }

  private CompletableFuture<Zygote> startZygote() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Zygote.start(python);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Thread::startVirtualThread);
  }

  /// A new process with the pictures bound as `image_1` … and `images`. What keeps the warm process
  /// from starting is thrown as it is.
  public Kernel start(List<Picture> pictures) throws IOException {
    return Kernel.start(zygote(), pictures);
  }

  /// What keeps code in, found out by starting a kernel; throws what keeps kernels from starting.
  public Isolation isolation() throws IOException {
    try (Kernel probe = start(List.of())) {
      return probe.isolation();
    }
  }

  synchronized Zygote zygote() {
    if (closed) {
      throw new IllegalStateException("the sandbox is closed");
    }
    try {
      Zygote current = zygote.join();
      if (current.isAlive()) {
        return current;
      }
      current.close();
      zygote = startZygote();
      return zygote.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    @Nullable Zygote started = zygote.exceptionally(_ -> null).join();
    if (started != null) {
      started.close();
    }
  }
}
