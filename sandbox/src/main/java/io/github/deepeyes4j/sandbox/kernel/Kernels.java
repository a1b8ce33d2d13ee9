package io.github.deepeyes4j.sandbox.kernel;

import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Starts kernels. Safe for concurrent use.
///
/// The warm process is started in the background when this is opened; the first kernel waits for
/// it. Should it die, the next kernel starts another. A few kernels are kept ready to be begun, so
/// that whoever needs one does not wait for its isolation.
public final class Kernels implements AutoCloseable {
  private final PythonEnvironment python;
  private final int ready;
  private final AtomicInteger numbers = new AtomicInteger();
  private final PictureGroups groups = new PictureGroups();
  private final Queue<Kernel> spares = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean refilling = new AtomicBoolean();
  private CompletableFuture<Zygote> zygote;
  private volatile boolean closed;

  private Kernels(PythonEnvironment python, int ready) {
    this.python = python;
    this.ready = ready;
    this.zygote = startZygote();
  }

  /// For a service: as many are kept ready as it takes to meet a rush.
  public static Kernels open(PythonEnvironment python) {
    return open(python, 4 * Runtime.getRuntime().availableProcessors());
  }

  /// @param ready kernels kept ready
  public static Kernels open(PythonEnvironment python, int ready) {
    return new Kernels(python, ready);
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
  ///
  /// @param seed of Python's and numpy's random numbers
  public Kernel start(int seed, List<Picture> pictures) throws IOException {
    ControlSocket warm = zygote().control();
    if (pictures.isEmpty()) {
      return fresh(warm, seed, pictures, () -> {});
    }
    @Nullable ControlSocket group = groups.join(warm, pictures);
    Runnable leave = () -> groups.leave(pictures);
    if (group != null) {
      try {
        Kernel kernel = Kernel.spawn(group, numbers.incrementAndGet());
        return kernel.begin(seed, List.of(), leave);
      } catch (IOException e) {
        groups.forget(pictures);
      }
    }
    return fresh(warm, seed, pictures, leave);
  }

  /// A kernel that was kept ready or, when there is none alive, one forked now.
  private Kernel fresh(ControlSocket warm, int seed, List<Picture> pictures, Runnable onEnd)
      throws IOException {
    try {
      for (Kernel spare = spares.poll(); spare != null; spare = spares.poll()) {
        try {
          return spare.begin(seed, pictures, onEnd);
        } catch (IOException e) {
          // It has died waiting, perhaps with the warm process that it came from.
        }
      }
      return Kernel.spawn(warm, numbers.incrementAndGet()).begin(seed, pictures, onEnd);
    } catch (IOException e) {
      onEnd.run();
      throw e;
    } finally {
      refill();
    }
  }

  private void refill() {
    if (refilling.compareAndSet(false, true)) {
      Thread.startVirtualThread(() -> {
        try {
          while (!closed && spares.size() < ready) {
            spares.add(Kernel.spawn(zygote().control(), numbers.incrementAndGet()));
          }
        } catch (IOException | RuntimeException e) {
          // Whoever needs a kernel next meets the same and says so.
        } finally {
          refilling.set(false);
        }
      });
    }
  }

  /// What keeps code in, found out by starting a kernel; throws what keeps kernels from starting.
  public Isolation isolation() throws IOException {
    try (Kernel probe = start(0, List.of())) {
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
    spares.forEach(Kernel::close);
    @Nullable Zygote started = zygote.exceptionally(_ -> null).join();
    if (started != null) {
      started.close();
    }
  }
}
