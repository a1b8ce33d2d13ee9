package io.github.deepeyes4j.search.live.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A provider did not give an answer that can be used. The message is one line for people and holds
/// no key.
public final class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Longer waits are left to whoever started the run.
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /// What went wrong.
  public enum Kind {
    /// The month's requests are used up, by our count or by the provider's.
    QUOTA_USED_UP,
    /// The key, the plan or the instance's settings do not allow the request.
    DENIED,
    /// The provider does not take this request.
    REJECTED,
    /// Too many requests, or trouble at the provider (HTTP 429 and 5xx).
    BUSY,
    /// No answer came.
    UNREACHABLE,
    /// The answer is not what the provider documents.
    MALFORMED
  }

  private final Kind kind;
  private final @Nullable Duration retryAfter;

  public ProviderException(Kind kind, String message) {
    this(kind, message, null);
  }

  /// @param retryAfter how long the provider asks to wait; null when it does not say
  ProviderException(Kind kind, String message, @Nullable Duration retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /// Whether the same request may succeed in a moment.
  boolean mayPass() {
    return switch (kind) {
      case UNREACHABLE -> true;
      case BUSY -> retryAfter == null || retryAfter.compareTo(LONGEST_WAIT) <= 0;
      case QUOTA_USED_UP, DENIED, REJECTED, MALFORMED -> false;
    };
  }
}
