package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/// Brave's web search: `GET /res/v1/web/search`, rows in `web.results`.
public record Brave(HttpUrl base, Market market) implements Provider.OfText {
  public static final HttpUrl PUBLIC = HttpUrl.get("https://api.search.brave.com");
  private static final int MAX_COUNT = 20;

  @Override
  public String id() {
    return "brave(country=%s,search_lang=%s)".formatted(market.country(), market.language());
  }

  @Override
  public Request request(String query, int top) {
    return new Request.Builder()
        .url(
            base.newBuilder()
                .addPathSegments("res/v1/web/search")
                .addQueryParameter("q", query)
                .addQueryParameter("count", String.valueOf(Math.min(top, MAX_COUNT)))
                .addQueryParameter("country", market.country().toUpperCase(Locale.ROOT))
                .addQueryParameter("search_lang", market.language())
                // Otherwise words that match are in <strong>.
                .addQueryParameter("text_decorations", "false")
                .build())
        .header("Accept", "application/json")
        .build();
  }

  /// Without any web result the whole `web` is left out, which its schema allows.
  @Override
  public List<SearchHit> parse(JsonNode answer) {
    if (answer.path("type").asString("").equals("search") && !answer.has("web")) {
      return List.of();
    }
    return Rows.hits(
        Rows.required(answer.path("web"), "results"), "url", "description", "page_age", "age");
  }
}
