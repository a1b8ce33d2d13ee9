package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.sandbox.kernel.Kernels;
import io.github.deepeyes4j.sandbox.session.SessionStore.JournalEntry;
import io.github.deepeyes4j.sandbox.session.SessionStore.StoreException;
import io.github.deepeyes4j.sandbox.session.Tenant.SessionId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The sessions of one server. Safe for concurrent use: cells of one session run one after another,
/// those of different sessions at the same time, up to a limit.
public final class Sessions implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Sessions.class.getName());

  private final Kernels kernels;
  private final SessionStore store;
  private final Settings settings;
  private final PictureCache pictures = new PictureCache();
  private final Map<SessionId, Session> sessions = new ConcurrentHashMap<>();
  private final Turns turns;
  private final Map<Tenant, Turns> tenants = new ConcurrentHashMap<>();
  private final Thread housekeeper = Thread.ofVirtual().unstarted(this::keepHouse);

  /// Limits of a server, whoever uses it.
  ///
  /// @param running cells that run at the same time
  /// @param waiting requests that may wait for their turn; more are turned away
  /// @param live processes kept; beyond this the one that was idle longest is saved and ended
  /// @param idle after which a process is saved and ended
  public record Settings(int running, int waiting, int live, Duration idle) {

    public static Settings defaults() {
      Tenant alone = Tenant.alone();
      return new Settings(alone.running(), alone.waiting(), alone.live(), Duration.ofMinutes(10));
    }
  }

  /// A cell's number and how its report is written down for a client that asks again.
  public record Numbered(int number, Function<CellReport, String> answer) {
    /// Any number, and nothing is written down.
    public static final Numbered ANY = new Numbered(0, _ -> "");
  }

  public Sessions(Kernels kernels, SessionStore store, Settings settings) {
    this.kernels = kernels;
    this.store = store;
    this.settings = settings;
    this.turns = new Turns(settings.running, settings.waiting);
    housekeeper.start();
  }

  /// Keeps a picture for sessions to come, for a while.
  ///
  /// @param file PNG, JPEG or another that is read; a [io.github.deepeyes4j.core.BadInputException]
  ///   says that it is none
  public EncodedPicture upload(byte[] file) {
    EncodedPicture picture = encoded(file, "the picture");
    store.upload(picture);
    return picture;
  }

  /// A picture file, checked.
  public EncodedPicture encoded(byte[] file, String name) {
    Picture picture = PictureDecoder.decode(file, name);
    pictures.put(picture);
    return EncodedPicture.of(picture, file);
  }

  /// A picture that was uploaded, or that some session began with or has shown.
  public Optional<EncodedPicture> picture(String digest) {
    return store.picture(digest);
  }

  /// Begins a session anew, with pictures; what had its name is gone.
  public void create(SessionId id, List<EncodedPicture> begun) {
    close(id);
    store.create(id.key(), JournalCell.newMark(), begun, id.tenant().timeToLive());
  }

  /// Whether a session has this name, here or in the store.
  public boolean exists(SessionId id) {
    return sessions.containsKey(id) || store.mark(id.key()).isPresent();
  }

  /// Runs a cell of a session, which is brought back or made if need be.
  ///
  /// @param numbered the number that the client takes the cell to have, so that nothing runs twice
  ///   when it asks again. A [WrongCellException] says that it is another.
  public CellReport run(SessionId id, String code, Duration timeout, Numbered numbered)
      throws InterruptedException {
    long start = System.nanoTime();
    Turns own = turns(id.tenant());
    if (!own.enter()) {
      throw BusyException.tenant(id.tenant());
    }
    try {
      if (!turns.enter()) {
        throw BusyException.server();
      }
      try {
        return withSession(
            id,
            session -> {
              // After the session's own turn: many requests for one session take one place.
              own.begin();
              turns.begin();
              try {
                double queued = (System.nanoTime() - start) / 1e9;
                return session.run(code, timeout, numbered).queued(queued);
              } finally {
                turns.end();
                own.end();
              }
            });
      } finally {
        turns.leave();
      }
    } finally {
      own.leave();
    }
  }

  private Turns turns(Tenant tenant) {
    return tenants.computeIfAbsent(tenant, t -> new Turns(t.running(), t.waiting()));
  }

  /// What was answered to a cell, if it was its session's latest.
  public Optional<String> answer(SessionId id, int cell) {
    return store.answer(id.key(), cell);
  }

  /// Something done with a session while nobody else uses it.
  private interface Action<T> {
    T with(Session session) throws InterruptedException;
  }

  private <T> T withSession(SessionId id, Action<T> action) throws InterruptedException {
    while (true) {
      if (!sessions.containsKey(id)) {
        makeRoom(id.tenant());
      }
      Session session =
          sessions.computeIfAbsent(id, name -> new Session(name, kernels, store, pictures));
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

  /// Puts the tenant's idlest session away when it has as many as it may.
  private void makeRoom(Tenant tenant) {
    List<SessionId> own =
        sessions.values().stream()
            .filter(session -> session.id().tenant().equals(tenant))
            .sorted(Comparator.comparingLong(Session::lastUsed))
            .map(Session::id)
            .toList();
    if (own.size() >= tenant.live() && own.stream().noneMatch(this::putAway)) {
      throw BusyException.tenant(tenant);
    }
  }

  /// Stops the cell that a session runs; false when it runs none.
  public boolean interrupt(SessionId id) throws IOException {
    Session session = sessions.get(id);
    return session != null && session.interrupt();
  }

  /// A second session with the same variables; false when there is no such session.
  public boolean fork(SessionId id, SessionId branch) throws InterruptedException {
    return exists(id)
        && withSession(
            id,
            session -> {
              session.saveIfCurrent();
              Optional<Stored> state = store.load(id.key());
              state.ifPresent(stored -> {
                close(branch);
                write(branch, stored);
              });
              return state.isPresent();
            });
  }

  private void write(SessionId branch, Stored state) {
    Duration timeToLive = branch.tenant().timeToLive();
    String mark = JournalCell.newMark();
    store.create(branch.key(), mark, state.pictures(), timeToLive);
    if (state.snapshot() != null) {
      store.save(branch.key(), mark, state.snapshot(), timeToLive);
      mark = state.snapshot().mark();
    }
    for (JournalCell cell : state.cells()) {
      store.append(branch.key(), mark, new JournalEntry(cell, "", List.of()), timeToLive);
      mark = cell.mark();
    }
  }

  /// Brings a session back now instead of at its next cell; empty when there is none to bring back.
  public Optional<CellReport.Restored> restore(SessionId id) throws InterruptedException {
    return withSession(id, Session::restoreNow);
  }

  /// The cells of a session that the store holds.
  public List<JournalCell> journal(SessionId id) {
    return store.load(id.key()).map(Stored::cells).orElse(List.of());
  }

  /// Ends a session for good, also one that is running a cell.
  public void close(SessionId id) {
    Session session = sessions.remove(id);
    if (session != null) {
      session.endNow();
    }
    store.delete(id.key());
  }

  private void keepHouse() {
    try {
      while (true) {
        Thread.sleep(Duration.ofSeconds(1));
        evict();
        sessions.values().forEach(this::saveWhenQuiet);
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
      if (putAway(session.id())) {
        surplus--;
      }
    }
  }

  private void saveWhenQuiet(Session session) {
    if (!session.isWorthSaving() || !session.lock().tryLock()) {
      return;
    }
    try {
      session.saveIfCurrent();
    } catch (StoreException e) {
      // The next cell meets the same and says so.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      session.lock().unlock();
    }
  }

  /// False when the session is in use, or gone.
  private boolean putAway(SessionId id) {
    Session session = sessions.get(id);
    if (session == null || !session.lock().tryLock()) {
      return false;
    }
    try {
      session.saveAndEnd();
      return sessions.remove(id, session);
    } catch (StoreException e) {
      // It stays: without a store its process holds all that there is of it.
      LOG.log(System.Logger.Level.WARNING, "session %s stays".formatted(id), e);
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
    return turns.inside();
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
