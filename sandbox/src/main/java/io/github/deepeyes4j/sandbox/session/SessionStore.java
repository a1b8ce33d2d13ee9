package io.github.deepeyes4j.sandbox.session;

import io.github.deepeyes4j.core.image.Picture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where sessions are kept for other times and other servers. Safe for concurrent use; one session
/// is written by one server at a time.
///
/// Every write starts the session's time to live anew. What the store cannot do is thrown as a
/// [StoreException]; the caller reports it and goes on.
public interface SessionStore extends AutoCloseable {
  /// Empty when the session was never written or has expired.
  Optional<Stored> load(String id);

  /// Makes a session known, with its pictures.
  void create(String id, List<Picture> pictures, Duration timeToLive);

  /// Adds a cell and, in the same step, what is answered to it, for a client that does not hear the
  /// answer; empty for none.
  void append(String id, JournalCell cell, String answer, Duration timeToLive);

  /// Replaces the snapshot; a complete one also replaces the cells up to it.
  void save(String id, Snapshot snapshot, Duration timeToLive);

  /// What was answered to a cell, if it was the latest.
  Optional<String> answer(String id, int cell);

  void delete(String id);

  /// Throws when the store does not answer.
  void check();

  @Override
  void close();

  /// The store did not do what it was asked.
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
