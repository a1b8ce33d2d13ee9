package io.github.deepeyes4j.search.http;

import io.github.deepeyes4j.core.agent.Observation;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.chat.Content;
import io.github.deepeyes4j.core.image.Picture;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Found rows as JSON: `results`, and `text`, the observation that a model is shown, with `<image>`
/// where a picture stands.
final class SearchAnswer {
  private static final String IMAGE = "<image>";

  private SearchAnswer() {}

  /// Rows with title, link, date and snippet; what a row lacks is null.
  static Map<String, Object> text(List<SearchHit> hits, Observation shown) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SearchHit hit : hits) {
      Map<String, Object> row = start(hit);
      row.put("date", hit.date());
      row.put("snippet", hit.snippet());
      rows.add(row);
    }
    return Map.of("results", rows, "text", string(shown));
  }

  /// Rows with title, link and thumbnail, a PNG in base64.
  static Map<String, Object> image(List<SearchHit> hits, Observation shown) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SearchHit hit : hits) {
      Map<String, Object> row = start(hit);
      row.put("thumbnail", png(hit.thumbnail()));
      rows.add(row);
    }
    return Map.of("results", rows, "text", string(shown));
  }

  private static Map<String, Object> start(SearchHit hit) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("title", hit.title());
    row.put("link", hit.link());
    return row;
  }

  private static @Nullable String png(@Nullable Picture picture) {
    return picture == null ? null : Base64.getEncoder().encodeToString(picture.toPng());
  }

  private static String string(Observation shown) {
    StringBuilder text = new StringBuilder();
    for (Content part : shown.content()) {
      text.append(
          switch (part) {
            case Content.Text(var words) -> words;
            case Content.Image _ -> IMAGE;
          });
    }
    return text.toString();
  }

  /// A row as a document of Search-R1's retriever protocol.
  static Map<String, Object> document(SearchHit hit) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", hit.link());
    document.put(
        "contents",
        "\"%s\"\n%s".formatted(hit.title(), Objects.requireNonNullElse(hit.snippet(), "")));
    document.put("url", hit.link());
    document.put("date", hit.date());
    return document;
  }
}
