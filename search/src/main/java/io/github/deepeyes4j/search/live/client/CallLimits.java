package io.github.deepeyes4j.search.live.client;

import java.time.Duration;

/// How a provider is asked.
///
/// @param timeout of one request
/// @param permits requests in a period at most; more wait for the next
/// @param period of the permits
/// @param backoff before the second try; twice that before the third
/// @param rest for which a provider that keeps failing is left alone
public record CallLimits(
    Duration timeout, int permits, Duration period, Duration backoff, Duration rest) {
  public CallLimits {
    if (permits < 1) {
      throw new IllegalArgumentException("permits " + permits + ": at least 1 is needed");
    }
  }

  public static CallLimits perSecond(int permits) {
    return new CallLimits(
        Duration.ofSeconds(20),
        permits,
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(30));
  }
}
