package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.ToolStatus;
import io.github.deepeyes4j.sandbox.kernel.CellOutput;
import io.github.deepeyes4j.sandbox.kernel.Kernel;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.session.CellReport.Restored;
import io.github.deepeyes4j.sandbox.session.CellReport.State;
import io.github.deepeyes4j.sandbox.session.SessionStore.StoreException;
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

  private final String id;
  private final Kernels kernels;
  private final SessionStore store;
  private final Sessions.Settings settings;
  private final ReentrantLock lock = new ReentrantLock(true);

  private volatile @Nullable Kernel kernel;
  private volatile long lastUsed = System.nanoTime();
  private volatile boolean busy;

  /// Cells run so far, on this server or another.
  private int cells;

  /// Whether the store has a record of this session.
  private boolean known;

  /// Whether the store knows all cells.
  private boolean stored = true;

  /// Whether variables may differ from those of the last snapshot.
  private boolean changed;

  Session(String id, Kernels kernels, SessionStore store, Sessions.Settings settings) {
    this.id = id;
    this.kernels = kernels;
    this.store = store;
    this.settings = settings;
  }

  String id() {
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
      throw new WrongCellException(id, number, cells + 1);
    }
    busy = true;
    long start = System.nanoTime();
    try {
      CellOutput output = current.run(code, timeout);
      cells++;
      CellReport report = new CellReport(output, cells, State.KEPT, restored, true, 0);
      boolean taken =
          remember(JournalCell.of(cells, code, timeout, output), numbered.answer().apply(report));
      return new CellReport(output, cells, State.KEPT, restored, taken, 0);
    } catch (Kernel.Died e) {
      return died(e, restored, (System.nanoTime() - start) / 1e9);
    } finally {
      busy = false;
      lastUsed = System.nanoTime();
    }
  }

  private CellReport unavailable(String reason) {
    CellOutput output = CellOutput.failed(ToolStatus.UNAVAILABLE, reason, 0);
    return new CellReport(output, cells, State.KEPT, null, false, 0);
  }

  private CellReport died(Kernel.Died death, @Nullable Restored restored, double seconds) {
    kernel = null;
    State state = stored ? State.ROLLED_BACK : State.LOST;
    String after =
        stored
            ? "the next cell finds the variables as they were before"
            : "all variables are lost: the session store did not take them";
    String message = "Error: %s; %s.".formatted(death.getMessage(), after);
    CellOutput output = CellOutput.failed(death.status(), message, seconds);
    return new CellReport(output, cells + 1, state, restored, stored, 0);
  }

  private Kernel started() throws IOException {
    Kernel current = kernel;
    if (current == null) {
      current = kernels.start(List.of());
      kernel = current;
    }
    return current;
  }

  /// Tells the store of a cell; false when it did not take it.
  private boolean remember(JournalCell cell, String answer) throws InterruptedException {
    changed = true;
    try {
      if (!known) {
        store.create(id, List.of(), settings.timeToLive());
        known = true;
      }
      store.append(id, cell, answer, settings.timeToLive());
      if (cell.stopped() || !stored) {
        // The journal alone would not lead to these variables.
        save();
      }
    } catch (StoreException e) {
      stored = false;
    } catch (Kernel.Died e) {
      kernel = null;
    }
    return stored;
  }

  /// Brings the session back if it is not here and the store has it.
  Optional<Restored> restoreNow() throws InterruptedException {
    if (kernel != null) {
      return Optional.empty();
    }
    Optional<Stored> state = store.load(id);
    known = state.isPresent();
    stored = true;
    if (state.isEmpty()) {
      cells = 0;
      return Optional.empty();
    }
    try {
      return Optional.of(restore(state.get()));
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  private Restored restore(Stored state) throws IOException, InterruptedException {
    Kernel fresh = kernels.start(state.pictures());
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
    changed = !replayed.isEmpty();
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

  /// Saves the variables, so that the store alone can bring the session back.
  void save() throws InterruptedException, Kernel.Died {
    Kernel current = kernel;
    if (current != null && changed) {
      Kernel.Saved saved = current.save(settings.snapshotBytes());
      store.save(id, new Snapshot(cells, saved.lost(), saved.variables()), settings.timeToLive());
      changed = false;
      stored = true;
    }
  }

  /// Saves the variables and ends the process.
  void saveAndEnd() throws InterruptedException {
    try {
      save();
    } catch (Kernel.Died e) {
      // What the store has by now is what is left.
    }
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
