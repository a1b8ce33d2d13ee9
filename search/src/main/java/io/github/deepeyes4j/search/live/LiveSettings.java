package io.github.deepeyes4j.search.live;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// How providers are used.
///
/// @param perSecond requests to one provider in a second at most
/// @param perMonth requests to one provider in a calendar month at most; empty for no cap
/// @param state directory in which the months' requests are counted
public record LiveSettings(Market market, int perSecond, OptionalLong perMonth, Path state) {
  /// A client of an account that keeps to these settings.
  ///
  /// @param account names the file in which requests are counted
  public ProviderClient client(String account, ApiKey key) {
    Optional<Quota> quota =
        perMonth.isPresent()
            ? Optional.of(Quota.in(state.resolve(account + ".json"), perMonth.getAsLong()))
            : Optional.empty();
    return new ProviderClient(key, CallLimits.perSecond(perSecond), quota);
  }
}
