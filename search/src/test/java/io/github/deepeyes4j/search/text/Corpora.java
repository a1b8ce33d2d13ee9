package io.github.deepeyes4j.search.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/// Corpora for tests.
final class Corpora {
  static final Path SHIPPED = Path.of("../assets/corpus/documents.jsonl");

  private Corpora() {}

  static Document document(String id, String title, String text) {
    return new Document(id, title, "http://pages/" + id, "2020", text);
  }

  /// Documents `n0`, `n1` … whose title is their id and whose text is `Number 0 of the set. `…
  static List<Document> numbered(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> document("n" + i, "n" + i, "Number %d of the set.".formatted(i)))
        .toList();
  }

  static Path write(Path file, List<Document> documents) {
    try {
      return Files.write(
          file, documents.stream().map(JsonMapper.shared()::writeValueAsString).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
