package io.github.deepeyes4j.search.http;

import io.github.deepeyes4j.core.agent.Observations;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.SearchTools;
import io.github.deepeyes4j.service.JsonBody;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The requests that search.
final class SearchRoutes {
  private static final int MAX_TOP = 50;
  private static final int MAX_QUERY = 4000;
  private static final int MAX_QUERIES = 512;

  /// As Search-R1's own server has it.
  private static final int RETRIEVED = 3;

  private static final String IMAGE = "image";

  private final SearchEngine text;
  private final SearchEngine image;

  SearchRoutes(SearchEngine text, SearchEngine image) {
    this.text = text;
    this.image = image;
  }

  /// `POST /search {"query", "top_k"?}`.
  void search(Context context) throws InterruptedException {
    JsonBody body = JsonBody.of(context);
    String query = query("query", body.text("query", ""));
    SearchResult result =
        text.search(new SearchRequest.Text(query, top("top_k", body, SearchTools.TOP)));
    context.json(
        SearchAnswer.text(SearchFailure.hits(result), Observations.textSearch(query, result)));
  }

  /// `POST /image_search {"image": base64, "top_k"?}`, or a multipart form with the same fields.
  void imageSearch(Context context) throws InterruptedException, IOException {
    SearchRequest.Image request = context.isMultipartFormData() ? form(context) : json(context);
    SearchResult result = image.search(request);
    context.json(SearchAnswer.image(SearchFailure.hits(result), Observations.imageSearch(result)));
  }

  private static SearchRequest.Image json(Context context) {
    JsonBody body = JsonBody.of(context);
    String encoded = body.text(IMAGE, "");
    if (encoded.isEmpty()) {
      throw new BadRequestResponse("image: is missing: a picture file in base64");
    }
    Picture picture = PictureDecoder.decode(JsonBody.base64(IMAGE, encoded), IMAGE);
    return new SearchRequest.Image(picture, top("top_k", body, SearchTools.TOP));
  }

  private static SearchRequest.Image form(Context context) throws IOException {
    @Nullable UploadedFile file = context.uploadedFile(IMAGE);
    if (file == null) {
      throw new BadRequestResponse("image: is missing: a file of the form");
    }
    Picture picture = PictureDecoder.decode(file.content().readAllBytes(), IMAGE);
    @Nullable String top = context.formParam("top_k");
    return new SearchRequest.Image(picture, top == null ? SearchTools.TOP : number(top));
  }

  private static int number(String top) {
    try {
      return top("top_k", Integer.parseInt(top));
    } catch (NumberFormatException e) {
      throw new BadRequestResponse("top_k: '%s' is not a whole number".formatted(top));
    }
  }

  /// `POST /retrieve {"queries", "topk"?, "return_scores"?}`, the protocol of Search-R1's retriever
  /// (`search_r1/search/retrieval_server.py`). A row's score is one over its rank: engines of
  /// different kinds have no scores in common.
  void retrieve(Context context) throws InterruptedException {
    JsonBody body = JsonBody.of(context);
    int top = top("topk", body, RETRIEVED);
    List<String> queries = body.texts("queries");
    if (queries.isEmpty() || queries.size() > MAX_QUERIES) {
      throw new BadRequestResponse(
          "queries: has %d, must have 1 to %d".formatted(queries.size(), MAX_QUERIES));
    }
    List<List<Object>> rows = new ArrayList<>();
    for (String query : queries) {
      SearchResult result = text.search(new SearchRequest.Text(query("queries", query), top));
      rows.add(documents(SearchFailure.hits(result), body.flag("return_scores", false)));
    }
    context.json(Map.of("result", rows));
  }

  private static List<Object> documents(List<SearchHit> hits, boolean scores) {
    List<Object> rows = new ArrayList<>();
    for (int i = 0; i < hits.size(); i++) {
      double score = 1.0 / (i + 1);
      UnaryOperator<Object> scored =
          document -> scores ? Map.of("document", document, "score", score) : document;
      rows.add(scored.apply(SearchAnswer.document(hits.get(i))));
    }
    return rows;
  }

  private static String query(String field, String query) {
    if (query.isBlank() || query.length() > MAX_QUERY) {
      throw new BadRequestResponse(
          "%s: must have 1 to %d characters that are not all blank, has %d"
              .formatted(field, MAX_QUERY, query.length()));
    }
    return query;
  }

  private static int top(String field, JsonBody body, int fallback) {
    return top(field, body.integer(field, fallback));
  }

  private static int top(String field, int top) {
    if (top < 1 || top > MAX_TOP) {
      throw new BadRequestResponse("%s: %d must be 1 to %d".formatted(field, top, MAX_TOP));
    }
    return top;
  }
}
