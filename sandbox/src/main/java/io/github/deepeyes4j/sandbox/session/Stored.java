package io.github.deepeyes4j.sandbox.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a store holds of a session.
///
/// @param mark of its latest cell or, before the first, of its beginning
/// @param pictures bound at its start
/// @param snapshot the latest; null when none was taken
/// @param cells those after the latest complete snapshot, in order
public record Stored(
    String mark,
    List<EncodedPicture> pictures,
    @Nullable Snapshot snapshot,
    List<JournalCell> cells) {
  public Stored {
    pictures = List.copyOf(pictures);
    cells = List.copyOf(cells);
  }

  /// Number of the last cell that the session has run.
  int lastCell() {
    int saved = snapshot == null ? 0 : snapshot.afterCell();
    return cells.isEmpty() ? saved : Math.max(saved, cells.getLast().number());
  }
}
