package io.github.deepeyes4j.search.live;

import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.search.live.Provider.PictureMatch;
import io.github.deepeyes4j.search.live.client.ProviderException;
import io.github.deepeyes4j.search.live.client.ProviderException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the rows of answers. A row without title or link is left out; when that leaves none of
/// some, the answer is malformed.
final class Rows {
  /// The day of a date with a time.
  private static final Pattern DAY = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[T ].*");

  private Rows() {}

  /// A list that must be there.
  static JsonNode required(JsonNode parent, String field) {
    JsonNode rows = parent.path(field);
    if (!rows.isArray()) {
      throw new ProviderException(Kind.MALFORMED, "the answer has no list '%s'".formatted(field));
    }
    return rows;
  }

  /// Text rows.
  ///
  /// @param snippet the field's name, as are the others
  static List<SearchHit> hits(JsonNode rows, String link, String snippet, String... dates) {
    return read(
        rows,
        row -> {
          @Nullable String title = text(row, "title");
          @Nullable String target = text(row, link);
          return title == null || target == null
              ? Optional.empty()
              : Optional.of(
                  new SearchHit(title, target, text(row, snippet), date(row, dates), null));
        });
  }

  /// Picture rows.
  ///
  /// @param field that holds the small picture's address
  static List<PictureMatch> matches(JsonNode rows, String field) {
    return read(
        rows,
        row -> {
          @Nullable String title = text(row, "title");
          @Nullable String link = text(row, "link");
          @Nullable String thumbnail = text(row, field);
          return title == null || link == null || thumbnail == null
              ? Optional.empty()
              : Optional.of(new PictureMatch(title, link, thumbnail));
        });
  }

  private static <T> List<T> read(JsonNode rows, Function<JsonNode, Optional<T>> reader) {
    List<T> read = new ArrayList<>();
    rows.forEach(row -> reader.apply(row).ifPresent(read::add));
    if (read.isEmpty() && !rows.isEmpty()) {
      throw new ProviderException(
          Kind.MALFORMED, "none of %d rows has the fields it needs".formatted(rows.size()));
    }
    return read;
  }

  private static @Nullable String date(JsonNode row, String... fields) {
    @Nullable String date = first(row, fields);
    if (date == null) {
      return null;
    }
    Matcher day = DAY.matcher(date);
    return day.matches() ? day.group(1) : date;
  }

  private static @Nullable String first(JsonNode row, String... fields) {
    for (String field : fields) {
      @Nullable String text = text(row, field);
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  /// A field's text; null when it is missing, no text, or blank.
  static @Nullable String text(JsonNode row, String field) {
    JsonNode value = row.path(field);
    return value.isString() && !value.stringValue().isBlank() ? value.stringValue().strip() : null;
  }
}
