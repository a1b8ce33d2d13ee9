package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.live.client.Accounts;
import io.github.deepeyes4j.search.live.client.ApiKey.Place;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import io.github.deepeyes4j.search.live.page.DirectReader;
import io.github.deepeyes4j.search.live.page.JinaReader;
import io.github.deepeyes4j.search.live.page.PageReader;
import io.github.deepeyes4j.service.fetch.FetchLimits;
import io.github.deepeyes4j.service.fetch.UrlGuard;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Makes engines and page readers by name; keys, addresses and limits are in environment variables
/// (`docs/search.md`). What it makes shares its connections and limits, is safe for concurrent use,
/// and ends when this closes.
public final class LiveEngines implements AutoCloseable {
  /// The names of providers that search by words.
  public static final List<String> TEXT =
      List.of("serpapi", "serper", "brave", "searxng", "search-r1");

  /// The names of providers that search by picture.
  public static final List<String> PICTURES = List.of("serpapi-lens");

  /// The names of page readers.
  public static final List<String> READERS = List.of("direct", "jina");

  private final Accounts accounts;
  private final Market market;
  private final Function<Picture, Optional<URI>> addresses;
  private final WebFetcher fetcher = new WebFetcher(UrlGuard.publicInternet(), FetchLimits.DEFAULT);

  /// @param environment as of [System#getenv()]
  /// @param addresses where pictures are on the web, for those that are
  public LiveEngines(Map<String, String> environment, Function<Picture, Optional<URI>> addresses) {
    this.accounts = new Accounts(environment);
    this.market =
        new Market(
            accounts.text("SEARCH_COUNTRY").orElse("us"),
            accounts.text("SEARCH_LANGUAGE").orElse("en"));
    this.addresses = addresses;
  }

  /// @param name of [#TEXT] or [#PICTURES]
  /// @throws BadInputException for an unknown name, or a missing variable, which it names
  public SearchEngine engine(String name) {
    return switch (name) {
      case "serpapi" -> engine(new SerpApi(SerpApi.PUBLIC, market), serpApi());
      case "serpapi-lens" -> engine(new SerpApiLens(SerpApi.PUBLIC, market, addresses), serpApi());
      case "serper" ->
          engine(
              new Serper(Serper.PUBLIC, market),
              accounts.keyed("SERPER", new Place.Header("X-API-KEY", "")));
      case "brave" ->
          engine(
              new Brave(Brave.PUBLIC, market),
              accounts.keyed("BRAVE", new Place.Header("X-Subscription-Token", "")));
      case "searxng" ->
          engine(new SearXng(accounts.address("SEARXNG_URL"), market), accounts.keyless("SEARXNG"));
      case "search-r1" ->
          engine(new SearchR1(accounts.address("SEARCH_R1_URL")), accounts.keyless("SEARCH_R1"));
      default ->
          throw new BadInputException(
              "'%s' is no search provider; allowed: %s for words, %s for pictures"
                  .formatted(name, String.join(", ", TEXT), String.join(", ", PICTURES)));
    };
  }

  private SearchEngine engine(Provider provider, ProviderClient client) {
    return new LiveEngine(provider, client, fetcher);
  }

  private ProviderClient serpApi() {
    return accounts.keyed("SERPAPI", new Place.Parameter("api_key"));
  }

  /// @param name of [#READERS]
  /// @throws BadInputException for an unknown name
  public PageReader reader(String name) {
    return switch (name) {
      case "direct" -> new DirectReader(fetcher);
      case "jina" ->
          new JinaReader(
              accounts.address("JINA_URL", JinaReader.PUBLIC),
              accounts.maybeKeyed("JINA", new Place.Header("Authorization", "Bearer ")));
      default ->
          throw new BadInputException(
              "'%s' is no page reader; allowed: %s".formatted(name, String.join(", ", READERS)));
    };
  }

  @Override
  public void close() {
    accounts.close();
    fetcher.close();
  }
}
