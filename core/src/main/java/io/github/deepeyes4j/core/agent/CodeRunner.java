package io.github.deepeyes4j.core.agent;

import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.List;

/// The port to a Python execution service. Safe for concurrent use.
public interface CodeRunner extends AutoCloseable {
  /// A new session of its own: no other sees its variables.
  ///
  /// Cheap: implementations start the interpreter at the first cell.
  ///
  /// @param pictures bound in the session as `image_1` … `image_n` and as the list `images`
  CodeSession open(List<Picture> pictures);

  @Override
  void close();

  /// Code switched off: no cell runs, and the model is told so.
  static CodeRunner off() {
    return new CodeRunner() {
      @Override
      public CodeSession open(List<Picture> pictures) {
        return new CodeSession() {
          @Override
          public CellResult run(String code, Duration timeout) {
            return new CellResult(ToolStatus.BAD_REQUEST, "", "Error: code is off.", List.of(), 0);
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void close() {}
    };
  }

  /// One stateful Python session, used by one thread at a time.
  interface CodeSession extends AutoCloseable {
    /// Runs a cell byte for byte. Failures of the service come back as [ToolStatus#UNAVAILABLE].
    ///
    /// @param timeout wall clock of the cell alone; the session outlives it where it can
    CellResult run(String code, Duration timeout) throws InterruptedException;

    @Override
    void close();
  }
}
