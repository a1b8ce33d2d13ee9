package io.github.deepeyes4j.sandbox.session;

/// There are too many requests or sessions already; try again later.
public final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Whether it is the tenant's share that is used up, not the server.
  private final boolean quota;

  private BusyException(String message, boolean quota) {
    super(message);
    this.quota = quota;
  }

  static BusyException server() {
    return new BusyException("too many requests are waiting", false);
  }

  static BusyException tenant(Tenant tenant) {
    return new BusyException(
        "tenant %s: its share of requests and sessions is used up".formatted(tenant.name()), true);
  }

  public boolean isQuota() {
    return quota;
  }
}
