package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.live.ApiKey.Place;
import io.github.deepeyes4j.search.live.fetch.FetchLimits;
import io.github.deepeyes4j.search.live.fetch.UrlGuard;
import io.github.deepeyes4j.search.live.fetch.WebFetcher;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// Makes engines by their providers' names, keys and addresses being in environment variables.
/// Engines of one account share its limits and its count of requests. Used from one thread; the
/// engines are safe for concurrent use.
public final class LiveEngines implements AutoCloseable {
  /// The names of providers that search by words.
  public static final List<String> TEXT =
      List.of("serpapi", "serper", "brave", "searxng", "search-r1");

  /// The names of providers that search by picture.
  public static final List<String> PICTURES = List.of("serpapi-lens", "serper-lens");

  private final Map<String, String> environment;
  private final LiveSettings settings;
  private final Function<Picture, Optional<URI>> addresses;
  private final WebFetcher thumbnails;
  private final Map<String, ProviderClient> clients = new HashMap<>();

  /// @param environment as of [System#getenv()]
  /// @param addresses where pictures are on the web, for those that are
  public LiveEngines(
      Map<String, String> environment,
      LiveSettings settings,
      Function<Picture, Optional<URI>> addresses) {
    this.environment = environment;
    this.settings = settings;
    this.addresses = addresses;
    this.thumbnails = new WebFetcher(UrlGuard.publicInternet(), FetchLimits.DEFAULT);
  }

  /// @param name of [#TEXT] or [#PICTURES]
  /// @throws BadInputException for an unknown name, or a missing variable, which it names
  public SearchEngine engine(String name) {
    Market market = settings.market();
    return switch (name) {
      case "serpapi" -> engine(new SerpApi(SerpApi.PUBLIC, market), serpApi());
      case "serpapi-lens" -> engine(new SerpApiLens(SerpApi.PUBLIC, market, addresses), serpApi());
      case "serper" -> engine(new Serper(Serper.PUBLIC, market), serper());
      case "serper-lens" -> engine(new SerperLens(Serper.PUBLIC, market, addresses), serper());
      case "brave" ->
          engine(
              new Brave(Brave.PUBLIC, market),
              client("brave", "BRAVE_API_KEY", new Place.Header("X-Subscription-Token", "")));
      case "searxng" -> engine(new SearXng(required("SEARXNG_URL"), market), keyless("searxng"));
      case "search-r1" -> engine(new SearchR1(required("SEARCH_R1_URL")), keyless("search-r1"));
      default ->
          throw new BadInputException(
              "'%s' is no provider; allowed: %s and %s".formatted(name, TEXT, PICTURES));
    };
  }

  private SearchEngine engine(Provider provider, ProviderClient client) {
    return new LiveEngine(provider, client, thumbnails);
  }

  private ProviderClient serpApi() {
    return client("serpapi", "SERPAPI_API_KEY", new Place.Parameter("api_key"));
  }

  private ProviderClient serper() {
    return client("serper", "SERPER_API_KEY", new Place.Header("X-API-KEY", ""));
  }

  private ProviderClient client(String account, String variable, Place place) {
    ApiKey key = ApiKey.required(variable, environment, place);
    return clients.computeIfAbsent(account, _ -> settings.client(account, key));
  }

  private ProviderClient keyless(String account) {
    return clients.computeIfAbsent(account, _ -> settings.client(account, ApiKey.none()));
  }

  private HttpUrl required(String variable) {
    String value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) {
      throw new BadInputException(variable + ": not set; this provider needs its address");
    }
    @Nullable HttpUrl url = HttpUrl.parse(value);
    if (url == null || !url.username().isEmpty() || url.query() != null) {
      throw new BadInputException(
          "%s: not an address of a service; allowed: http(s)://host[:port][/path]"
              .formatted(variable));
    }
    return url;
  }

  @Override
  public void close() {
    clients.values().forEach(ProviderClient::close);
    thumbnails.close();
  }
}
