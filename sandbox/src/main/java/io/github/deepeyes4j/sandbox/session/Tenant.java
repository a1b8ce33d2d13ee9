package io.github.deepeyes4j.sandbox.session;

import java.time.Duration;

/// Somebody who uses the server. No tenant sees another's sessions, and none takes more of the
/// server than its share.
///
/// @param name begins the names that its sessions have in the store
/// @param live processes kept; beyond this the one that was idle longest is saved and ended
/// @param running cells that run at the same time
/// @param waiting requests that may wait for their turn; more are turned away
/// @param timeToLive of what the store holds of a session, counted from its last cell
/// @param snapshotBytes most bytes of a session's saved variables
public record Tenant(
    String name, int live, int running, int waiting, Duration timeToLive, long snapshotBytes) {
  private static final int LIVE = 500;
  private static final int WAITING = 1000;
  private static final Duration TIME_TO_LIVE = Duration.ofHours(6);
  private static final long SNAPSHOT_BYTES = 64L << 20;

  /// The only tenant of a server that has no list of them.
  public static Tenant alone() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new Tenant("all", LIVE, 2 * cores, WAITING, TIME_TO_LIVE, SNAPSHOT_BYTES);
  }

  public Tenant withLive(int other) {
    return new Tenant(name, other, running, waiting, timeToLive, snapshotBytes);
  }

  public Tenant withTimeToLive(Duration other) {
    return new Tenant(name, live, running, waiting, other, snapshotBytes);
  }

  /// A session of this tenant.
  public SessionId session(String session) {
    return new SessionId(this, session);
  }

  /// Whose session, and which.
  public record SessionId(Tenant tenant, String session) {
    /// Its name in the store.
    String key() {
      return tenant.name + "/" + session;
    }

    @Override
    public String toString() {
      return session;
    }
  }
}
