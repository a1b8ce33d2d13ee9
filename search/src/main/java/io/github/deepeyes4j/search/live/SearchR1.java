package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A server of the [RetrieverProtocol].
public record SearchR1(HttpUrl base) implements Provider.OfText {
  @Override
  public String id() {
    return "search-r1(%s:%d%s)".formatted(base.host(), base.port(), base.encodedPath());
  }

  @Override
  public Request request(String query, int top) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("queries").add(query);
    body.put("topk", top).put("return_scores", true);
    return new Request.Builder()
        .url(base.newBuilder().addPathSegment("retrieve").build())
        .post(ProviderClient.json(body))
        .build();
  }

  @Override
  public List<SearchHit> parse(JsonNode answer) {
    JsonNode lists = Rows.required(answer, "result");
    if (lists.size() != 1 || !lists.get(0).isArray()) {
      throw new ProviderException(
          ProviderException.Kind.MALFORMED, "the answer has no list for the one query");
    }
    List<SearchHit> hits = new ArrayList<>();
    lists.get(0).forEach(row -> hits.add(RetrieverProtocol.hit(row)));
    return hits;
  }
}
