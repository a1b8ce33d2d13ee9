package io.github.deepeyes4j.world.assets;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A page of a corpus.
///
/// @param date a year or a day; null when unknown
@JsonIgnoreProperties(ignoreUnknown = true)
public record Document(String id, String title, String url, @Nullable String date, String text) {

  /// Reads one JSON object a line.
  static List<Document> load(Path file) {
    List<Document> documents = new ArrayList<>();
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        try {
          documents.add(JsonMapper.shared().readValue(lines.get(i), Document.class));
        } catch (JacksonException e) {
          throw new BadInputException(
              "%s:%d: not a document: %s".formatted(file, i + 1, e.getOriginalMessage()), e);
        }
      }
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return documents;
  }
}
