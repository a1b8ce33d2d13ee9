package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A page of a corpus.
///
/// @param id unique in the corpus
/// @param date a year or a day; null when unknown
public record Document(String id, String title, String url, @Nullable String date, String text) {
  private static final Set<String> FIELDS =
      Set.of("id", "title", "url", "date", "text", "source", "licence", "fictional");

  /// What the index stores as one term.
  private static final int MAX_ID_CHARS = 1000;

  /// A digest of all that the index keeps of the page.
  String digest() {
    return Digests.sha256(JsonMapper.shared().writeValueAsString(this));
  }

  /// Feeds every document of a file of JSON lines, and its place as `file:line`. A line that is no
  /// document is a [BadInputException] that names place and fault.
  static void readAll(Path file, BiConsumer<Document, String> sink) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such corpus");
    }
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line;
      for (int number = 1; (line = reader.readLine()) != null; number++) {
        if (!line.isBlank()) {
          String place = file + ":" + number;
          sink.accept(parse(line, place), place);
        }
      }
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Document parse(String line, String place) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(line);
    } catch (JacksonException e) {
      throw new BadInputException(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!(node instanceof ObjectNode)) {
      throw new BadInputException(place + ": expected a JSON object");
    }
    for (var field : node.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new BadInputException(
            "%s: unknown field '%s'; allowed: %s"
                .formatted(place, field.getKey(), new TreeSet<>(FIELDS)));
      }
    }
    return new Document(
        id(node, place),
        required(node, "title", place),
        required(node, "url", place),
        date(node, place),
        required(node, "text", place));
  }

  private static String id(JsonNode node, String place) {
    String id = required(node, "id", place);
    if (id.isEmpty() || id.length() > MAX_ID_CHARS) {
      throw new BadInputException(
          "%s: field 'id' has %d characters, allowed are 1 to %d"
              .formatted(place, id.length(), MAX_ID_CHARS));
    }
    return id;
  }

  private static @Nullable String date(JsonNode node, String place) {
    JsonNode date = node.path("date");
    if (date.isMissingNode() || date.isNull()) {
      return null;
    }
    if (!date.isString()) {
      throw new BadInputException(
          "%s: field 'date' is %s; it must be a string or null".formatted(place, date));
    }
    return date.stringValue();
  }

  private static String required(JsonNode node, String field, String place) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      throw new BadInputException("%s: field '%s' is missing".formatted(place, field));
    }
    if (!value.isString()) {
      throw new BadInputException("%s: field '%s' must be a string".formatted(place, field));
    }
    return value.stringValue();
  }
}
