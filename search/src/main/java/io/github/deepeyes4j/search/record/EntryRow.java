package io.github.deepeyes4j.search.record;

import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.Exchange;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A line of a recording.
///
/// @param key digest of the request
/// @param content the query, or the picture's digest
/// @param message of a result without rows; empty otherwise
/// @param exchanges with providers: what exactly was asked and came back
record EntryRow(
    String key,
    String engine,
    String kind,
    String content,
    int top,
    Status status,
    List<HitRow> hits,
    String message,
    List<Exchange> exchanges,
    String time,
    double seconds) {
  EntryRow {
    hits = List.copyOf(hits);
    exchanges = List.copyOf(exchanges);
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(status, "status");
  }

  enum Status {
    FOUND,
    REFUSED,
    UNAVAILABLE
  }

  /// @param thumbnail digest of the picture
  record HitRow(
      String title,
      String link,
      @Nullable String snippet,
      @Nullable String date,
      @Nullable String thumbnail) {
    static HitRow of(SearchHit hit) {
      @Nullable String digest = hit.thumbnail() == null ? null : hit.thumbnail().digest();
      return new HitRow(hit.title(), hit.link(), hit.snippet(), hit.date(), digest);
    }
  }

  static EntryRow of(
      RequestKey key, SearchResult result, List<Exchange> exchanges, Instant time, double seconds) {
    Status status =
        switch (result) {
          case SearchResult.Found _ -> Status.FOUND;
          case SearchResult.Refused _ -> Status.REFUSED;
          case SearchResult.Unavailable _ -> Status.UNAVAILABLE;
          case SearchResult.ReplayMiss(String missed) ->
              throw new IllegalArgumentException("a replay's miss cannot be recorded: " + missed);
        };
    List<HitRow> hits =
        result instanceof SearchResult.Found(var found)
            ? found.stream().map(HitRow::of).toList()
            : List.of();
    String message =
        switch (result) {
          case SearchResult.Refused(String said) -> said;
          case SearchResult.Unavailable(String reason) -> reason;
          case SearchResult.Found _, SearchResult.ReplayMiss _ -> "";
        };
    return new EntryRow(
        key.digest(),
        key.engine(),
        key.kind(),
        key.content(),
        key.top(),
        status,
        hits,
        message,
        exchanges,
        time.toString(),
        seconds);
  }

  /// Of the result alone, not of when and how it came.
  String contentDigest() {
    return Digests.sha256(JsonMapper.shared().writeValueAsString(List.of(status, hits, message)));
  }
}
