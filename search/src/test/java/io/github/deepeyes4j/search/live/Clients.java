package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.live.client.ApiKey;
import io.github.deepeyes4j.search.live.client.CallLimits;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import java.time.Duration;
import java.util.Optional;

/// Clients for tests.
public final class Clients {
  static final Picture PICTURE = Picture.ofRgb(2, 1, new byte[] {0, 10, 20, 30, 40, 50});

  /// Limits that hardly wait.
  public static final CallLimits QUICK =
      new CallLimits(
          Duration.ofSeconds(2),
          1000,
          Duration.ofSeconds(1),
          Duration.ofMillis(4),
          Duration.ofMillis(400));

  private Clients() {}

  public static ProviderClient quick(ApiKey key) {
    return new ProviderClient(key, QUICK, Optional.empty());
  }
}
