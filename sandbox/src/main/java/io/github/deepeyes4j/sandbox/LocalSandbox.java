package io.github.deepeyes4j.sandbox;

import io.github.deepeyes4j.core.agent.CodeRunner;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.kernel.PythonEnvironment;
import java.util.List;

/// Runs code in isolated Python sessions on this machine. Safe for concurrent use.
public final class LocalSandbox implements CodeRunner {
  private final Kernels kernels;

  private LocalSandbox(Kernels kernels) {
    this.kernels = kernels;
  }

  public static LocalSandbox open(PythonEnvironment python) {
    return new LocalSandbox(Kernels.open(python, 1));
  }

  @Override
  public CodeSession open(List<Picture> pictures) {
    return new LocalSession(kernels, pictures);
  }

  @Override
  public void close() {
    kernels.close();
  }
}
