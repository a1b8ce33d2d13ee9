package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.live.Provider.PictureMatch;
import io.github.deepeyes4j.search.live.client.FirstSuccesses;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import io.github.deepeyes4j.search.live.client.ProviderException;
import io.github.deepeyes4j.service.fetch.FetchException;
import io.github.deepeyes4j.service.fetch.Fetched;
import io.github.deepeyes4j.service.fetch.WebFetcher;
import java.util.List;
import java.util.Optional;

/// Searches through a provider on the web. Whatever the provider does wrong is a
/// [SearchResult.Unavailable] with the reason, never an exception. Safe for concurrent use.
public final class LiveEngine implements SearchEngine {
  /// Thumbnails are small; a larger picture under that name is refused before it is decoded.
  private static final long MAX_THUMBNAIL_PIXELS = 4_000_000;

  private final Provider provider;
  private final ProviderClient client;
  private final WebFetcher thumbnails;

  /// @param client stays open, as does `thumbnails`, which fetches the pictures of results
  public LiveEngine(Provider provider, ProviderClient client, WebFetcher thumbnails) {
    this.provider = provider;
    this.client = client;
    this.thumbnails = thumbnails;
  }

  @Override
  public String id() {
    return provider.id();
  }

  @Override
  public SearchResult search(SearchRequest request) throws InterruptedException {
    try {
      return switch (provider) {
        case Provider.OfText text when request instanceof SearchRequest.Text asked ->
            search(text, asked);
        case Provider.OfPictures pictures when request instanceof SearchRequest.Image asked ->
            search(pictures, asked);
        case Provider.OfText _ ->
            new SearchResult.Refused("Error: this search service searches by words only.");
        case Provider.OfPictures _ ->
            new SearchResult.Refused("Error: this search service searches by picture only.");
      };
    } catch (ProviderException e) {
      return new SearchResult.Unavailable("%s: %s".formatted(id(), e.getMessage()));
    }
  }

  private SearchResult search(Provider.OfText text, SearchRequest.Text asked)
      throws InterruptedException {
    List<SearchHit> hits = text.parse(client.ask(text.request(asked.query(), asked.top())));
    return new SearchResult.Found(hits.subList(0, Math.min(asked.top(), hits.size())));
  }

  /// Rows whose thumbnail cannot be had give their place to the next.
  private SearchResult search(Provider.OfPictures pictures, SearchRequest.Image asked)
      throws InterruptedException {
    List<PictureMatch> matches =
        pictures.parse(client.ask(pictures.request(asked.picture(), client)));
    List<SearchHit> hits = FirstSuccesses.of(matches, asked.top(), this::withThumbnail);
    if (hits.isEmpty() && !matches.isEmpty()) {
      return new SearchResult.Unavailable(
          "%s: none of %d thumbnails could be fetched".formatted(id(), matches.size()));
    }
    return new SearchResult.Found(hits);
  }

  private Optional<SearchHit> withThumbnail(PictureMatch match) throws InterruptedException {
    try {
      Fetched file = thumbnails.fetch(match.thumbnail(), WebFetcher.PICTURES);
      Picture picture =
          PictureDecoder.decode(file.bytes(), match.thumbnail(), MAX_THUMBNAIL_PIXELS);
      return Optional.of(new SearchHit(match.title(), match.link(), null, null, picture));
    } catch (FetchException | BadInputException e) {
      new Exchange("GET " + match.thumbnail(), 0, String.valueOf(e.getMessage())).report();
      return Optional.empty();
    }
  }

  @Override
  public void close() {}
}
