package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Serper's web search: `POST /search`, rows in `organic`.
public record Serper(HttpUrl base, Market market) implements Provider.OfText {
  public static final HttpUrl PUBLIC = HttpUrl.get("https://google.serper.dev");

  @Override
  public String id() {
    return "serper(%s)".formatted(market);
  }

  @Override
  public Request request(String query, int top) {
    JsonNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("q", query)
            .put("gl", market.country())
            .put("hl", market.language())
            .put("num", top);
    return new Request.Builder()
        .url(base.newBuilder().addPathSegment("search").build())
        .post(ProviderClient.json(body))
        .build();
  }

  @Override
  public List<SearchHit> parse(JsonNode answer) {
    return Rows.hits(Rows.required(answer, "organic"), "link", "snippet", "date");
  }
}
