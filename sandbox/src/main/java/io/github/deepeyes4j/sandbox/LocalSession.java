package io.github.deepeyes4j.sandbox;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.CellResult;
import io.github.deepeyes4j.core.agent.CodeRunner.CodeSession;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.kernel.Kernel;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One session. The process is forked at the first cell; after it has died the next cell starts a
/// fresh one, and the cell that killed it is reported as such.
final class LocalSession implements CodeSession {
  private final Kernels kernels;
  private final List<Picture> pictures;
  private @Nullable Kernel kernel;

  LocalSession(Kernels kernels, List<Picture> pictures) {
    this.kernels = kernels;
    this.pictures = List.copyOf(pictures);
  }

  @Override
  public CellResult run(String code, Duration timeout) throws InterruptedException {
    if (code.isBlank()) {
      return new CellResult(ToolStatus.BAD_REQUEST, "", "Error: No code provided", List.of(), 0);
    }
    long start = System.nanoTime();
    try {
      return kernel().run(code, timeout).toResult();
    } catch (Kernel.Died e) {
      kernel = null;
      String message = "Error: %s; all variables are lost.".formatted(e.getMessage());
      return CellOutput.failed(e.status(), message, (System.nanoTime() - start) / 1e9).toResult();
    } catch (IOException | BadInputException | IllegalStateException e) {
      return CellResult.unavailable(String.valueOf(e.getMessage()));
    }
  }

  private Kernel kernel() throws IOException {
    Kernel current = kernel;
    if (current == null) {
      current = kernels.start(0, pictures);
      kernel = current;
    }
    return current;
  }

  @Override
  public void close() {
    if (kernel != null) {
      kernel.close();
      kernel = null;
    }
  }
}
