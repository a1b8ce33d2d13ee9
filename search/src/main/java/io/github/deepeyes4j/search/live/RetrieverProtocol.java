package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The retriever protocol of Search-R1, by which its trainers ask for passages: `POST /retrieve`
/// with `{"queries": […], "topk": 3, "return_scores": true}`, answered by `{"result": […]}`, a list
/// for each query of `{"document": {"contents": …}, "score": …}`, or of the documents themselves
/// when no scores are wanted. The first line of `contents` is the title, in quotes or not.
public final class RetrieverProtocol {
  /// Passages for a query that does not say how many.
  public static final int TOP = 3;

  private static final int MAX_QUERIES = 1000;
  private static final int MAX_TOP = 100;
  private static final Pattern QUOTED = Pattern.compile("\"(.*)\"");

  private RetrieverProtocol() {}

  /// What is asked for.
  ///
  /// @param top passages for each query at most
  public record Request(List<String> queries, int top, boolean scores) {
    public Request {
      queries = List.copyOf(queries);
    }
  }

  /// Reads a request.
  ///
  /// @throws BadInputException that names the field, the value and what is allowed
  public static Request parse(JsonNode body) {
    JsonNode queries = body.path("queries");
    if (!queries.isArray() || queries.isEmpty() || queries.size() > MAX_QUERIES) {
      throw new BadInputException(
          "queries: a list of 1 to %d strings is needed".formatted(MAX_QUERIES));
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode query : queries) {
      if (!query.isString()) {
        throw new BadInputException("queries: %s is not a string".formatted(query));
      }
      texts.add(query.stringValue());
    }
    return new Request(texts, top(body.path("topk")), scores(body.path("return_scores")));
  }

  private static int top(JsonNode top) {
    if (top.isMissingNode() || top.isNull()) {
      return TOP;
    }
    if (!top.isInt() || top.intValue() < 1 || top.intValue() > MAX_TOP) {
      throw new BadInputException(
          "topk: %s is not a whole number from 1 to %d".formatted(top, MAX_TOP));
    }
    return top.intValue();
  }

  private static boolean scores(JsonNode scores) {
    if (scores.isMissingNode() || scores.isNull()) {
      return false;
    }
    if (!scores.isBoolean()) {
      throw new BadInputException("return_scores: %s is not true or false".formatted(scores));
    }
    return scores.booleanValue();
  }

  /// Writes an answer.
  ///
  /// @param results the rows of each query, in the order of the queries. Rows carry no score: 1 for
  ///   the first, 1/2 for the second and so on stand for it
  public static ObjectNode answer(List<List<SearchHit>> results, boolean scores) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode lists = answer.putArray("result");
    for (List<SearchHit> hits : results) {
      ArrayNode rows = lists.addArray();
      for (int i = 0; i < hits.size(); i++) {
        if (scores) {
          rows.addObject().put("score", 1.0 / (i + 1)).set("document", document(hits.get(i)));
        } else {
          rows.add(document(hits.get(i)));
        }
      }
    }
    return answer;
  }

  private static ObjectNode document(SearchHit hit) {
    String passage = hit.snippet() == null ? "" : hit.snippet();
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", hit.link())
        .put("contents", "\"%s\"\n%s".formatted(hit.title(), passage));
  }

  /// The row that a document makes; its link is its `url` or, without one, its `id`.
  static SearchHit hit(JsonNode row) {
    JsonNode document = row.path("document").isObject() ? row.path("document") : row;
    @Nullable String contents = Rows.text(document, "contents");
    if (contents == null) {
      throw new ProviderException(
          ProviderException.Kind.MALFORMED, "a document of the answer has no 'contents'");
    }
    int line = contents.indexOf('\n');
    String first = line < 0 ? contents : contents.substring(0, line);
    String rest = line < 0 ? "" : contents.substring(line + 1).strip();
    @Nullable String url = Rows.text(document, "url");
    return new SearchHit(
        QUOTED.matcher(first.strip()).replaceFirst("$1"),
        url == null ? document.path("id").asString("") : url,
        rest.isEmpty() ? null : rest,
        Rows.text(document, "date"),
        null);
  }
}
