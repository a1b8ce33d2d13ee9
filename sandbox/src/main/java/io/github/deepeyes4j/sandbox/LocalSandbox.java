package io.github.deepeyes4j.sandbox;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.image.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Runs code in isolated Python sessions on this machine. Safe for concurrent use.
///
/// The warm process is started in the background when the sandbox is opened; the first cell waits
/// for it. Should it die, the next session starts another.
public final class LocalSandbox implements CodeRunner {
  private final PythonEnvironment python;
  private CompletableFuture<Zygote> zygote;
  private boolean closed;

  private LocalSandbox(PythonEnvironment python) {
    this.python = python;
    this.zygote = start();
  }

  public static LocalSandbox open(PythonEnvironment python) {
    return new LocalSandbox(python);
  }

  private CompletableFuture<Zygote> start() {
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

  /// The warm process; waits until it is ready. What keeps it from starting is thrown.
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
      zygote = start();
      return zygote.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public CodeSession open(List<Picture> pictures) {
    return new LocalSession(this, pictures);
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
