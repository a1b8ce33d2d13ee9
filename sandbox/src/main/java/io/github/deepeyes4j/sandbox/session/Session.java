package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.kernel.Kernel;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.session.CellReport.Restored;
import io.github.deepeyes4j.sandbox.session.CellReport.State;
import io.github.deepeyes4j.sandbox.session.SessionStore.JournalEntry;
import io.github.deepeyes4j.sandbox.session.SessionStore.StoreException;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One named session on this server: a kernel, and what the store needs to hear of it. Everything
/// but [#interrupt], [#endNow] and [#lastUsed] wants the lock.
final class Session {
  /// Cells that took longer together are not run again when there is a snapshot, even one with
  /// gaps.
  private static final double LONG_REPLAY_SECONDS = 60;

  /// Cells, and seconds of cells, after which the variables are saved at the next quiet moment, so
  /// that bringing the session back takes little.
  private static final int MANY_CELLS = 16;

  private static final double MANY_SECONDS = 5;

  private final SessionId id;
  private final Kernels kernels;
  private final SessionStore store;
  private final PictureCache pictures;
  private final ReentrantLock lock = new ReentrantLock(true);

  private volatile @Nullable Kernel kernel;
  private volatile long lastUsed = System.nanoTime();
  private volatile boolean busy;

  /// Cells run so far, on this server or another.
  private int cells;

  /// The mark of the latest cell.
  private String mark = "";

  /// The mark that the store has when nobody else has written to the session; null when the store
  /// has no record of it.
  private @Nullable String storedMark;

  /// Whether variables may differ from those of the last snapshot.
  private boolean changed;

  /// Cells and their seconds since the last snapshot.
  private int unsavedCells;

  private double unsavedSeconds;

  Session(SessionId id, Kernels kernels, SessionStore store, PictureCache pictures) {
    this.id = id;
    this.kernels = kernels;
    this.store = store;
    this.pictures = pictures;
  }

  SessionId id() {
    return id;
  }

  ReentrantLock lock() {
    return lock;
  }

  /// By [System#nanoTime].
  long lastUsed() {
    return lastUsed;
  }

  /// Runs a cell.
  CellReport run(String code, Duration timeout, Sessions.Numbered numbered)
      throws InterruptedException {
    @Nullable Restored restored;
    Kernel current;
    try {
      restored = restoreNow().orElse(null);
      current = started();
    } catch (IOException
        | UncheckedIOException
        | StoreException
        | BadInputException
        | IllegalStateException e) {
      return unavailable(String.valueOf(e.getMessage()));
    }
    int number = numbered.number();
    if (number > 0 && number != cells + 1) {
      throw new WrongCellException(id.session(), number, cells + 1);
    }
    busy = true;
    long start = System.nanoTime();
    try {
      CellOutput output = current.run(code, timeout);
      List<EncodedPicture> shown = output.images().stream().map(EncodedPicture::png).toList();
      CellReport report = new CellReport(output, shown, cells + 1, State.KEPT, restored, true, 0);
      JournalCell cell = JournalCell.of(cells + 1, code, timeout, output);
      return remember(report, new JournalEntry(cell, numbered.answer().apply(report), shown));
    } catch (Kernel.Died e) {
      return died(e, restored, (System.nanoTime() - start) / 1e9);
    } finally {
      busy = false;
      lastUsed = System.nanoTime();
    }
  }

  private CellReport unavailable(String reason) {
    return CellReport.failed(
        CellOutput.failed(ToolStatus.UNAVAILABLE, reason, 0), cells, State.KEPT, false);
  }

  private CellReport died(Kernel.Died death, @Nullable Restored restored, double seconds) {
    kernel = null;
    boolean stored = mark.equals(storedMark) || cells == 0;
    String after =
        stored
            ? "the next cell finds the variables as they were before"
            : "all variables are lost: the session store did not take them";
    String message = "Error: %s; %s.".formatted(death.getMessage(), after);
    State state = stored ? State.ROLLED_BACK : State.LOST;
    CellOutput output = CellOutput.failed(death.status(), message, seconds);
    return new CellReport(output, List.of(), cells + 1, state, restored, stored, 0);
  }

  private Kernel started() throws IOException {
    Kernel current = kernel;
    if (current == null) {
      current = kernels.start(id.session().hashCode(), List.of());
      kernel = current;
    }
    return current;
  }

  /// Tells the store of a cell. When another server has run one meanwhile, this one is void.
  private CellReport remember(CellReport report, JournalEntry entry) throws InterruptedException {
    JournalCell cell = entry.cell();
    boolean gapless = mark.equals(storedMark) || cells == 0;
    cells = cell.number();
    mark = cell.mark();
    changed = true;
    unsavedCells++;
    unsavedSeconds += cell.seconds();
    try {
      if (gapless) {
        append(entry);
      }
      if (!mark.equals(storedMark) || cell.stopped()) {
        // The journal alone would not lead to these variables.
        save();
      }
    } catch (Superseded e) {
      endNow();
      return unavailable(
          "another server ran a cell of session %s at the same time; this one is void"
              .formatted(id));
    } catch (StoreException e) {
      return report.notStored();
    } catch (Kernel.Died e) {
      kernel = null;
    }
    return mark.equals(storedMark) ? report : report.notStored();
  }

  private void append(JournalEntry entry) throws Superseded {
    if (storedMark == null) {
      begin();
    }
    String after = String.valueOf(storedMark);
    if (store.append(id.key(), after, entry, id.tenant().timeToLive())) {
      storedMark = mark;
    } else if (store.mark(id.key()).isPresent()) {
      throw new Superseded();
    } else {
      storedMark = null;
    }
  }

  private void begin() {
    String beginning = JournalCell.newMark();
    store.create(id.key(), beginning, List.of(), id.tenant().timeToLive());
    storedMark = beginning;
  }

  /// Another server has written to the session.
  private static final class Superseded extends Exception {
    private static final long serialVersionUID = 1;
  }

  /// Brings the session back if it is not here and the store has it, or has a later state of it.
  Optional<Restored> restoreNow() throws InterruptedException {
    if (kernel != null && !isSuperseded()) {
      return Optional.empty();
    }
    endNow();
    Optional<Stored> state = store.load(id.key());
    if (state.isEmpty()) {
      cells = 0;
      mark = "";
      storedMark = null;
      return Optional.empty();
    }
    try {
      return Optional.of(restore(state.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  /// Without the store nobody can say: then what is here holds.
  private boolean isSuperseded() {
    try {
      return store.mark(id.key()).map(there -> !there.equals(storedMark)).orElse(false);
    } catch (StoreException e) {
      return false;
    }
  }

  private Restored restore(Stored state) throws IOException, InterruptedException {
    List<Picture> begun = state.pictures().stream().map(pictures::decoded).toList();
    Kernel fresh = kernels.start(id.session().hashCode(), begun);
    List<String> lost = new ArrayList<>();
    List<Integer> replayed = new ArrayList<>();
    List<Integer> differing = new ArrayList<>();
    try {
      int from = 0;
      Snapshot snapshot = state.snapshot();
      if (snapshot != null && useful(snapshot, state.cells())) {
        from = snapshot.afterCell();
        lost.addAll(snapshot.lost());
        if (!fresh.load(snapshot.variables())) {
          lost.add("*");
        }
      }
      for (JournalCell cell : state.cells()) {
        if (cell.number() > from) {
          CellOutput output = fresh.run(cell.code(), Duration.ofMillis(cell.timeoutMillis()));
          replayed.add(cell.number());
          if (!JournalCell.outcome(output).equals(cell.outcome())) {
            differing.add(cell.number());
          }
        }
      }
    } catch (Kernel.Died e) {
      throw new IOException("the session cannot be brought back: " + e.getMessage(), e);
    }
    kernel = fresh;
    cells = state.lastCell();
    mark = state.mark();
    storedMark = mark;
    changed = !replayed.isEmpty();
    unsavedCells = replayed.size();
    unsavedSeconds = 0;
    return new Restored(replayed, differing, lost);
  }

  /// An incomplete snapshot is worse than running everything again, unless that takes long, would
  /// end otherwise, or cells are missing.
  private static boolean useful(Snapshot snapshot, List<JournalCell> cells) {
    List<JournalCell> before =
        cells.stream().filter(cell -> cell.number() <= snapshot.afterCell()).toList();
    double seconds = before.stream().mapToDouble(JournalCell::seconds).sum();
    boolean missing = before.size() < snapshot.afterCell();
    return snapshot.complete()
        || seconds > LONG_REPLAY_SECONDS
        || missing
        || before.stream().anyMatch(JournalCell::stopped);
  }

  /// Saves the variables, so that the store alone can bring the session back. A store that has lost
  /// the session is given all of it.
  private void save() throws InterruptedException, Kernel.Died, Superseded {
    Kernel current = kernel;
    if (current == null || !changed) {
      return;
    }
    boolean anew = storedMark == null;
    Kernel.Saved saved = current.save(id.tenant().snapshotBytes(), anew);
    if (anew) {
      begin();
    }
    Snapshot snapshot = new Snapshot(cells, mark, saved.lost(), saved.variables());
    String after = String.valueOf(storedMark);
    if (store.save(id.key(), after, snapshot, id.tenant().timeToLive())) {
      storedMark = mark;
      changed = false;
      unsavedCells = 0;
      unsavedSeconds = 0;
    } else if (store.mark(id.key()).isPresent()) {
      throw new Superseded();
    } else {
      storedMark = null;
      save();
    }
  }

  /// Whether bringing the session back would mean running many cells again.
  boolean isWorthSaving() {
    return unsavedCells >= MANY_CELLS || unsavedSeconds >= MANY_SECONDS;
  }

  /// Saves the variables unless another server has later ones, or there is nothing to save.
  void saveIfCurrent() throws InterruptedException {
    try {
      save();
    } catch (Kernel.Died | Superseded e) {
      // What the store has by now is what is left.
      endNow();
    }
  }

  /// Saves the variables and ends the process.
  void saveAndEnd() throws InterruptedException {
    saveIfCurrent();
    endNow();
  }

  /// Makes a running cell stop as if its time were over; false when none runs.
  boolean interrupt() throws IOException {
    Kernel current = kernel;
    if (current == null || !busy) {
      return false;
    }
    current.interrupt();
    return true;
  }

  /// Ends the process, whatever it does.
  void endNow() {
    Kernel current = kernel;
    kernel = null;
    if (current != null) {
      current.close();
    }
  }
}
