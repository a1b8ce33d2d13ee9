package io.github.deepeyes4j.search.record;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.search.SearchRequest;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What a request is known by in a recording: its engine, its kind, its words or its picture's
/// digest, and how many rows were asked for. Words are compared after Unicode normalisation (NFC)
/// and trimming only: a query that merely resembles another is another.
record RequestKey(String engine, String kind, String content, int top) {
  private static final int VERSION = 1;

  static RequestKey of(String engine, SearchRequest request) {
    return switch (request) {
      case SearchRequest.Text(String query, int top) ->
          new RequestKey(
              engine, "text", Normalizer.normalize(query, Normalizer.Form.NFC).strip(), top);
      case SearchRequest.Image(var picture, int top) ->
          new RequestKey(engine, "image", picture.digest(), top);
    };
  }

  /// SHA-256 of the request as canonical JSON.
  String digest() {
    Map<String, Object> canonical = new LinkedHashMap<>();
    canonical.put("content", content);
    canonical.put("engine", engine);
    canonical.put("kind", kind);
    canonical.put("top", top);
    canonical.put("version", VERSION);
    return Digests.sha256(JsonMapper.shared().writeValueAsString(canonical));
  }
}
