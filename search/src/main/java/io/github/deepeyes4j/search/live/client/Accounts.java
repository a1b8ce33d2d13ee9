package io.github.deepeyes4j.search.live.client;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// The accounts at providers, as environment variables describe them. For an account `SERPER`:
/// `SERPER_API_KEY` is its key, `SERPER_PER_SECOND` caps requests in a second (5 when not set), and
/// `SERPER_PER_MONTH` caps those in a calendar month (no cap when not set), counted in
/// `$XDG_STATE_HOME/deepeyes4j/SERPER.json`. An account has one client, so that whatever uses it
/// shares its limits. Safe for concurrent use.
public final class Accounts implements AutoCloseable {
  private static final int PER_SECOND = 5;

  private final Map<String, String> environment;
  private final Map<String, ProviderClient> clients = new HashMap<>();

  /// @param environment as of [System#getenv()]
  public Accounts(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The client of an account that needs a key.
  ///
  /// @throws BadInputException that names the variable when it is not set or holds no key
  public ProviderClient keyed(String account, ApiKey.Place place) {
    String variable = account + "_API_KEY";
    String key =
        text(variable)
            .orElseThrow(
                () -> new BadInputException(variable + ": not set; this provider needs a key"));
    return client(account, ApiKey.of(variable, key, place));
  }

  /// The client of an account that may have a key.
  public ProviderClient maybeKeyed(String account, ApiKey.Place place) {
    String variable = account + "_API_KEY";
    return client(
        account,
        text(variable).map(key -> ApiKey.of(variable, key, place)).orElseGet(ApiKey::none));
  }

  /// The client of a service without keys.
  public ProviderClient keyless(String account) {
    return client(account, ApiKey.none());
  }

  private synchronized ProviderClient client(String account, ApiKey key) {
    return clients.computeIfAbsent(
        account,
        _ ->
            new ProviderClient(
                key,
                CallLimits.perSecond(number(account + "_PER_SECOND").orElse(PER_SECOND)),
                number(account + "_PER_MONTH").map(cap -> Quota.in(countFile(account), cap))));
  }

  private Path countFile(String account) {
    Path state =
        text("XDG_STATE_HOME")
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "state"));
    return state.resolve("deepeyes4j").resolve(account + ".json");
  }

  /// A variable's value without blanks around it; empty when there is none.
  public Optional<String> text(String variable) {
    String value = environment.getOrDefault(variable, "").strip();
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private Optional<Integer> number(String variable) {
    return text(variable)
        .map(value -> {
          if (!value.matches("[1-9]\\d{0,8}")) {
            throw new BadInputException(
                "%s: '%s' is not a whole number from 1 to 999999999".formatted(variable, value));
          }
          return Integer.valueOf(value);
        });
  }

  /// The address of a service.
  public HttpUrl address(String variable) {
    return address(
        variable,
        text(variable)
            .orElseThrow(() ->
                new BadInputException(variable + ": not set; this provider needs its address")));
  }

  /// The address of a service that has a usual one.
  public HttpUrl address(String variable, HttpUrl usual) {
    return text(variable).map(value -> address(variable, value)).orElse(usual);
  }

  private static HttpUrl address(String variable, String value) {
    @Nullable HttpUrl url = HttpUrl.parse(value);
    if (url == null || !url.username().isEmpty() || url.query() != null) {
      throw new BadInputException(
          variable + ": not an address of a service; allowed: http(s)://host[:port][/path]");
    }
    return url;
  }

  @Override
  public synchronized void close() {
    clients.values().forEach(ProviderClient::close);
  }
}
