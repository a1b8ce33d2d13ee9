package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.search.live.client.ProviderException;
import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// SerpApi's `google` engine: `GET /search.json`, rows in `organic_results`.
public record SerpApi(HttpUrl base, Market market) implements Provider.OfText {
  public static final HttpUrl PUBLIC = HttpUrl.get("https://serpapi.com");

  @Override
  public String id() {
    return "serpapi(engine=google,%s)".formatted(market);
  }

  @Override
  public Request request(String query, int top) {
    return new Request.Builder()
        .url(
            base.newBuilder()
                .addPathSegment("search.json")
                .addQueryParameter("engine", "google")
                .addQueryParameter("q", query)
                .addQueryParameter("gl", market.country())
                .addQueryParameter("hl", market.language())
                .addQueryParameter("num", String.valueOf(top))
                .build())
        .build();
  }

  @Override
  public List<SearchHit> parse(JsonNode answer) {
    return Rows.hits(rows(answer, "organic_results"), "link", "snippet", "date");
  }

  /// The rows of an answer of any engine. A search that found nothing has no list; it says so by a
  /// `…_state` of `Fully empty`, or by the sentence that Google has returned nothing, and both only
  /// count under the status `Success`.
  static JsonNode rows(JsonNode answer, String field) {
    String status = answer.path("search_metadata").path("status").asString("");
    @Nullable String error = Rows.text(answer, "error");
    if (status.isEmpty() && error == null) {
      throw new ProviderException(Kind.MALFORMED, "the answer has no 'search_metadata.status'");
    }
    if (!status.equals("Success")) {
      throw new ProviderException(
          Kind.REJECTED,
          "search status '%s': %s".formatted(status, error == null ? "no reason given" : error));
    }
    if (answer.path(field).isMissingNode() && foundNothing(answer, error)) {
      return JsonNodeFactory.instance.arrayNode();
    }
    return Rows.required(answer, field);
  }

  private static boolean foundNothing(JsonNode answer, @Nullable String error) {
    if (error != null && error.contains("hasn't returned any results")) {
      return true;
    }
    return answer.path("search_information").properties().stream()
        .filter(entry -> entry.getKey().endsWith("_state"))
        .anyMatch(entry -> entry.getValue().asString("").equals("Fully empty"));
  }
}
