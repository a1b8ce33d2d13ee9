package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.search.live.client.ProviderException;
import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/// A SearXNG instance: `GET /search` with `format=json`, which the instance has to allow, rows in
/// `results`. It cannot be told how many rows to send.
public record SearXng(HttpUrl base, Market market) implements Provider.OfText {
  /// The instance is named, since what it answers depends on its engines.
  @Override
  public String id() {
    return "searxng(%s:%d%s,language=%s)"
        .formatted(base.host(), base.port(), base.encodedPath(), market.language());
  }

  @Override
  public Request request(String query, int top) {
    return new Request.Builder()
        .url(
            base.newBuilder()
                .addPathSegment("search")
                .addQueryParameter("q", query)
                .addQueryParameter("format", "json")
                .addQueryParameter("language", market.language())
                .build())
        .build();
  }

  /// No rows while some engines did not respond is a failure: nothing was found because nothing
  /// could be searched.
  @Override
  public List<SearchHit> parse(JsonNode answer) {
    JsonNode rows = Rows.required(answer, "results");
    JsonNode silent = answer.path("unresponsive_engines");
    if (rows.isEmpty() && !silent.isEmpty()) {
      throw new ProviderException(Kind.BUSY, "no rows, and engines did not respond: " + silent);
    }
    return Rows.hits(rows, "url", "content", "publishedDate");
  }
}
