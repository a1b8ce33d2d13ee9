package io.github.deepeyes4j.sandbox.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Where sessions are kept for other times and other servers. Safe for concurrent use.
///
/// Several servers may hold the same session; each change names the mark that it follows, and is
/// refused when another server was faster. Every write starts the session's time to live anew. What
/// the store cannot do is thrown as a [StoreException]; the caller reports it and goes on.
public interface SessionStore extends AutoCloseable {
  /// Empty when the session was never written or has expired.
  Optional<Stored> load(String id);

  /// [Stored#mark()], without the rest.
  Optional<String> mark(String id);

  /// Makes a session known; what had its name is gone.
  void create(String id, String mark, List<EncodedPicture> pictures, Duration timeToLive);

  /// Adds a cell and, in the same step, what is answered to it, for a client that does not hear the
  /// answer.
  ///
  /// @return false when `after` is not the session's mark
  boolean append(String id, String after, JournalEntry entry, Duration timeToLive);

  /// A cell with what it gave.
  ///
  /// @param answer empty for none
  record JournalEntry(JournalCell cell, String answer, List<EncodedPicture> pictures) {}

  /// Replaces the snapshot; a complete one also replaces the cells up to it.
  ///
  /// @return false when `after` is not the session's mark
  boolean save(String id, String after, Snapshot snapshot, Duration timeToLive);

  /// What was answered to a cell, if it was the latest.
  Optional<String> answer(String id, int cell);

  /// A session's pictures go with it, unless other sessions have them too.
  void delete(String id);

  /// How long an uploaded picture is kept while no session has it.
  Duration UPLOAD_TIME_TO_LIVE = Duration.ofMinutes(10);

  /// Keeps a picture for sessions to come.
  void upload(EncodedPicture picture);

  /// A picture that was uploaded, or that some session began with or has shown.
  Optional<EncodedPicture> picture(String digest);

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
