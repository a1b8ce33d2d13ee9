package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.sandbox.kernel.Kernel;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.session.SessionStore.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The sessions of one server. Safe for concurrent use: cells of one session run one after another,
/// those of different sessions at the same time, up to a limit.
public final class Sessions implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

  private final Kernels kernels;
  private final SessionStore store;
  private final Settings settings;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Semaphore running;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread housekeeper = Thread.ofVirtual().unstarted(this::keepHouse);

  /// Limits of a server.
  ///
  /// @param running cells that run at the same time
  /// @param waiting requests that may wait for their turn; more are turned away
  /// @param live processes kept; beyond this the one that was idle longest is saved and ended
  /// @param idle after which a process is saved and ended
  /// @param timeToLive of what the store holds, counted from the last cell
  /// @param snapshotBytes most bytes of saved variables
  public record Settings(
      int running, int waiting, int live, Duration idle, Duration timeToLive, long snapshotBytes) {

    public static Settings defaults() {
      int cores = Runtime.getRuntime().availableProcessors();
      return new Settings(
          2 * cores, 1000, 500, Duration.ofMinutes(10), Duration.ofHours(6), 64L << 20);
    }
  }

  /// A cell's number and how its report is written down for a client that asks again.
  public record Numbered(int number, Function<CellReport, String> answer) {
    /// Any number, and nothing is written down.
    public static final Numbered ANY = new Numbered(0, _ -> "");
  }

  /// There are too many requests already; try again later.
  public static final class BusyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BusyException() {
      super("too many requests are waiting");
    }
  }

  public Sessions(Kernels kernels, SessionStore store, Settings settings) {
    this.kernels = kernels;
    this.store = store;
    this.settings = settings;
    this.running = new Semaphore(settings.running, true);
    housekeeper.start();
  }

  /// Begins a session anew, with pictures; what had its name is gone.
  public void create(String id, List<Picture> pictures) {
    close(id);
    store.create(id, pictures, settings.timeToLive);
  }

  /// Whether a session has this name, here or in the store.
  public boolean exists(String id) {
    return sessions.containsKey(id) || store.load(id).isPresent();
  }

  /// Runs a cell of a session, which is brought back or made if need be.
  ///
  /// @param numbered the number that the client takes the cell to have, so that nothing runs twice
  ///   when it asks again. A [WrongCellException] says that it is another.
  public CellReport run(String id, String code, Duration timeout, Numbered numbered)
      throws InterruptedException {
    long start = System.nanoTime();
    if (waiting.incrementAndGet() > settings.waiting + settings.running) {
      waiting.decrementAndGet();
      throw new BusyException();
    }
    try {
      return withSession(
          id,
          session -> {
            // After the session's own turn: many requests for one session take one place.
            running.acquire();
            try {
              double queued = (System.nanoTime() - start) / 1e9;
              return session.run(code, timeout, numbered).queued(queued);
            } finally {
              running.release();
            }
          });
    } finally {
      waiting.decrementAndGet();
    }
  }

  /// What was answered to a cell, if it was its session's latest.
  public Optional<String> answer(String id, int cell) {
    return store.answer(id, cell);
  }

  /// Something done with a session while nobody else uses it.
  private interface Action<T> {
    T with(Session session) throws InterruptedException;
  }

  private <T> T withSession(String id, Action<T> action) throws InterruptedException {
    while (true) {
      Session session =
          sessions.computeIfAbsent(id, name -> new Session(name, kernels, store, settings));
      session.lock().lockInterruptibly();
      try {
        // Between finding and locking it may have been put away.
        if (sessions.get(id) == session) {
          return action.with(session);
        }
      } finally {
        session.lock().unlock();
      }
    }
  }

  /// Stops the cell that a session runs; false when it runs none.
  public boolean interrupt(String id) throws IOException {
    Session session = sessions.get(id);
    return session != null && session.interrupt();
  }

  /// A second session with the same variables; false when there is no such session.
  public boolean fork(String id, String branch) throws InterruptedException {
    return exists(id)
        && withSession(
            id,
            session -> {
              try {
                session.save();
              } catch (Kernel.Died e) {
                // What the store has by now is what can be branched.
              }
              Optional<Stored> state = store.load(id);
              state.ifPresent(stored -> {
                close(branch);
                store.create(branch, stored.pictures(), settings.timeToLive);
                if (stored.snapshot() != null) {
                  store.save(branch, stored.snapshot(), settings.timeToLive);
                }
                stored.cells().forEach(cell -> store.append(branch, cell, "", settings.timeToLive));
              });
              return state.isPresent();
            });
  }

  /// Brings a session back now instead of at its next cell; empty when there is none to bring back.
  public Optional<CellReport.Restored> restore(String id) throws InterruptedException {
    return withSession(id, Session::restoreNow);
  }

  /// The cells of a session that the store holds.
  public List<JournalCell> journal(String id) {
    return store.load(id).map(Stored::cells).orElse(List.of());
  }

  /// Ends a session for good, also one that is running a cell.
  public void close(String id) {
    Session session = sessions.remove(id);
    if (session != null) {
      session.endNow();
    }
    store.delete(id);
  }

  private void keepHouse() {
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(1));
        evict();
      }
    } catch (InterruptedException e) {
      // The server is closing.
    }
  }

  /// Saves idle sessions and ends their processes: those idle for long, and the longest idle of too
  /// many.
  private void evict() {
    List<Session> idlest =
        sessions.values().stream().sorted(Comparator.comparingLong(Session::lastUsed)).toList();
    int surplus = idlest.size() - settings.live;
    for (Session session : idlest) {
      boolean old = System.nanoTime() - session.lastUsed() > settings.idle.toNanos();
      if (!old && surplus <= 0) {
        return;
      }
      if (putAway(session)) {
        surplus--;
      }
    }
  }

  /// False when the session is in use.
  private boolean putAway(Session session) {
    if (!session.lock().tryLock()) {
      return false;
    }
    try {
      session.saveAndEnd();
      return sessions.remove(session.id(), session);
    } catch (StoreException e) {
      // It stays: without a store its process holds all that there is of it.
      LOG.log(System.Logger.Level.WARNING, "session %s stays".formatted(session.id()), e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      session.lock().unlock();
    }
  }

  /// Saves all sessions and ends their processes, waiting for running cells: after this another
  /// server can bring them back.
  public void drain() throws InterruptedException {
    for (Session session : List.copyOf(sessions.values())) {
      session.lock().lockInterruptibly();
      try {
        session.saveAndEnd();
        sessions.remove(session.id(), session);
      } catch (StoreException e) {
        LOG.log(System.Logger.Level.ERROR, "session %s is lost".formatted(session.id()), e);
      } finally {
        session.lock().unlock();
      }
    }
  }

  /// Processes alive.
  public int live() {
    return sessions.size();
  }

  /// Requests that wait or run.
  public int pending() {
    return waiting.get();
  }

  /// Throws when sessions cannot be stored.
  public void check() {
    store.check();
  }

  @Override
  public void close() {
    housekeeper.interrupt();
    sessions.values().forEach(Session::endNow);
    sessions.clear();
    kernels.close();
    store.close();
  }
}
