package io.github.deepeyes4j.service.fetch;

import java.time.Duration;

/// What a fetch may cost.
///
/// @param bytes of content at most, after decompression
/// @param time in all, redirects included
/// @param redirects followed at most
public record FetchLimits(int bytes, Duration time, int redirects) {
  /// 5 MiB, 15 seconds, 5 redirects.
  public static final FetchLimits DEFAULT = new FetchLimits(5 << 20, Duration.ofSeconds(15), 5);
}
