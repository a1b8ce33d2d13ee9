package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cell's output and what has become of its session.
///
/// @param pictures those of the output, as files
/// @param cell number of the cell in its session, from 1
/// @param state whether variables outlived the cell
/// @param restored how the session was brought back before the cell; null when it was there
/// @param stored false when the store did not take the cell: it will be missing on other servers
/// @param queueSeconds time spent waiting for a turn
public record CellReport(
    CellOutput output,
    List<EncodedPicture> pictures,
    int cell,
    State state,
    @Nullable Restored restored,
    boolean stored,
    double queueSeconds) {
  public CellReport {
    pictures = List.copyOf(pictures);
  }

  /// What is left after a cell.
  public enum State {
    /// All variables, those of this cell included.
    KEPT,
    /// The process died; the next cell finds the variables as they were before this one.
    ROLLED_BACK,
    /// The process died and nothing can be brought back.
    LOST
  }

  /// How a session came back.
  ///
  /// @param replayed numbers of the cells that were run again
  /// @param differing those of them that did not end as they had before
  /// @param lost names of variables that could not be brought back
  public record Restored(List<Integer> replayed, List<Integer> differing, List<String> lost) {
    public Restored {
      replayed = List.copyOf(replayed);
      differing = List.copyOf(differing);
      lost = List.copyOf(lost);
    }
  }

  /// A cell that gave nothing but a message.
  public static CellReport failed(CellOutput output, int cell, State state, boolean stored) {
    return new CellReport(output, List.of(), cell, state, null, stored, 0);
  }

  CellReport queued(double seconds) {
    return new CellReport(output, pictures, cell, state, restored, stored, seconds);
  }

  CellReport notStored() {
    return new CellReport(output, pictures, cell, state, restored, false, queueSeconds);
  }
}
