package io.github.deepeyes4j.search.record;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.search.Exchange;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// An engine that never answers the same twice, as a provider on the web.
final class Fakes implements SearchEngine {
  final AtomicInteger asked = new AtomicInteger();

  @Override
  public String id() {
    return "fake";
  }

  @Override
  public SearchResult search(SearchRequest request) {
    int serial = asked.incrementAndGet();
    new Exchange("GET /q", 200, "answer " + serial).report();
    return switch (request) {
      case SearchRequest.Text(String query, int _) when query.startsWith("fail") ->
          new SearchResult.Unavailable("quota exceeded, call " + serial);
      case SearchRequest.Text(String query, int _) when query.startsWith("nothing") ->
          new SearchResult.Found(List.of());
      case SearchRequest.Text(String query, int _) ->
          new SearchResult.Found(
              List.of(new SearchHit(query, "http://a/" + serial, "call " + serial, null, null)));
      case SearchRequest.Image(var _, int _) ->
          new SearchResult.Found(
              List.of(
                  new SearchHit("call " + serial, "http://b", null, null, picture(serial)),
                  new SearchHit("no thumbnail", "http://c", null, null, null)));
    };
  }

  /// A picture like no other number's.
  static Picture picture(int number) {
    byte[] rgb = new byte[3 * 16];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (number >> (i % 4 * 8));
    }
    return Picture.ofRgb(4, 4, rgb);
  }

  @Override
  public void close() {}
}
