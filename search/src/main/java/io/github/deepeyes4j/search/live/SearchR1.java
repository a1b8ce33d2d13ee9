package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.search.live.client.ProviderClient;
import io.github.deepeyes4j.search.live.client.ProviderException;
import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A retriever of Search-R1: `POST /retrieve`, and for each query a list of documents, each in an
/// object beside its score or, when no scores come, bare. The first line of a document's `contents`
/// is the title, in quotes or not; its link is its `url` or, without one, its `id`.
public record SearchR1(HttpUrl base) implements Provider.OfText {
  private static final Pattern QUOTED = Pattern.compile("\"(.*)\"");

  /// The retriever is named, since what it answers depends on its corpus.
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
      throw new ProviderException(Kind.MALFORMED, "the answer has no list for the one query");
    }
    List<SearchHit> hits = new ArrayList<>();
    lists.get(0).forEach(row -> hits.add(hit(row)));
    return hits;
  }

  private static SearchHit hit(JsonNode row) {
    JsonNode document = row.path("document").isObject() ? row.path("document") : row;
    @Nullable String contents = Rows.text(document, "contents");
    if (contents == null) {
      throw new ProviderException(Kind.MALFORMED, "a document of the answer has no 'contents'");
    }
    int line = contents.indexOf('\n');
    String title = line < 0 ? contents : contents.substring(0, line);
    String passage = line < 0 ? "" : contents.substring(line + 1).strip();
    @Nullable String url = Rows.text(document, "url");
    return new SearchHit(
        QUOTED.matcher(title.strip()).replaceFirst("$1"),
        url == null ? document.path("id").asString("") : url,
        passage.isEmpty() ? null : passage,
        Rows.text(document, "date"),
        null);
  }
}
