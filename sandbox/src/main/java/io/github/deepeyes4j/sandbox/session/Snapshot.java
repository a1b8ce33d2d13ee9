package io.github.deepeyes4j.sandbox.session;

import java.util.List;

/// A session's variables after some cell.
///
/// @param afterCell number of the last cell whose work is in it
/// @param mark of that cell
/// @param lost names that could not be saved
/// @param variables a pickle, read nowhere but in a sandboxed process
public record Snapshot(int afterCell, String mark, List<String> lost, byte[] variables) {
  public Snapshot {
    lost = List.copyOf(lost);
  }

  boolean complete() {
    return lost.isEmpty();
  }
}
