package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.BadInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
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
      Set.of("id", "title", "url", "date", "text", "source", "licence");

  /// Feeds every document of a file of JSON lines. A line that is no document is a
  /// [BadInputException] that names file, line and fault.
  static void readAll(Path file, Consumer<Document> sink) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such corpus");
    }
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String line;
      for (int number = 1; (line = reader.readLine()) != null; number++) {
        if (!line.isBlank()) {
          sink.accept(parse(line, file + ":" + number));
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
        required(node, "id", place),
        required(node, "title", place),
        required(node, "url", place),
        node.path("date").isString() ? node.path("date").stringValue() : null,
        required(node, "text", place));
  }

  private static String required(JsonNode node, String field, String place) {
    if (!node.path(field).isString()) {
      throw new BadInputException("%s: field '%s' is missing".formatted(place, field));
    }
    return node.path(field).stringValue();
  }
}
