package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the files of a [MmSearchCache]. What does not fit is a [BadInputException] that names
/// file, entry and fault.
final class MmSearchFiles {
  /// Rows of an entry at most.
  private static final int MAX_ROWS = 10;

  private static final String TITLES = "tool_returned_web_title";
  private static final String PATHS = "cached_images_path";
  private static final List<String> QUESTIONS_HEADER = List.of("id", "path");

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY).build();

  private MmSearchFiles() {}

  /// A row of a recorded result.
  ///
  /// @param thumbnail need not be there
  record Row(String title, Path thumbnail) {}

  /// One name for both files' contents.
  static String digest(Path file) {
    try {
      return Digests.sha256(Files.readAllBytes(file), Files.readAllBytes(questionsFile(file)));
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// The rows of each entry that have a path.
  static Map<String, List<Row>> rows(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such MMSearch-R1 cache");
    }
    try {
      JsonNode root = MAPPER.readTree(file.toFile());
      if (!root.isObject() || root.isEmpty()) {
        throw new BadInputException(file + ": not an MMSearch-R1 cache: no object of entries");
      }
      Map<String, List<Row>> rows = new TreeMap<>();
      for (var entry : root.properties()) {
        String place = "%s: entry '%s'".formatted(file, entry.getKey());
        rows.put(entry.getKey(), rows(entry.getValue(), file.toAbsolutePath().normalize(), place));
      }
      return rows;
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not an MMSearch-R1 cache: %s".formatted(file, e.getOriginalMessage()), e);
    }
  }

  private static List<Row> rows(JsonNode entry, Path file, String place) {
    JsonNode titles = entry.path(TITLES);
    JsonNode paths = entry.path(PATHS);
    if (!titles.isArray() || !paths.isArray()) {
      throw new BadInputException("%s lacks a list %s or %s".formatted(place, TITLES, PATHS));
    }
    if (titles.size() != paths.size() || paths.size() > MAX_ROWS) {
      throw new BadInputException(
          "%s has %d titles and %d paths; as many of both, at most %d, are allowed"
              .formatted(place, titles.size(), paths.size(), MAX_ROWS));
    }
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      if (!titles.get(i).isString() || !(paths.get(i).isString() || paths.get(i).isNull())) {
        throw new BadInputException(
            "%s: row %d needs a title and a path, or null for the path".formatted(place, i + 1));
      }
      if (!paths.get(i).isNull()) {
        String path = paths.get(i).stringValue();
        rows.add(new Row(titles.get(i).stringValue(), thumbnail(file, path, place)));
      }
    }
    return List.copyOf(rows);
  }

  private static Path thumbnail(Path file, String path, String place) {
    Path thumbnail = TsvFile.resolve(file, path, place).normalize();
    if (Path.of(path).isAbsolute() || !thumbnail.startsWith(file.resolveSibling(""))) {
      throw new BadInputException(
          "%s: path '%s' must be relative and inside the cache's folder; is the file converted?"
              .formatted(place, path));
    }
    return thumbnail;
  }

  /// Which picture each question shows, by the entry's name.
  static Map<String, Path> questions(Path file, Map<String, List<Row>> rows) {
    Map<String, Path> questions = new TreeMap<>();
    for (TsvFile.Line line : TsvFile.read(questionsFile(file), QUESTIONS_HEADER)) {
      String id = line.cells().getFirst();
      if (!rows.containsKey(id)) {
        throw new BadInputException(
            "%s: '%s' is no entry of %s".formatted(line.place(), id, file.getFileName()));
      }
      Path picture = TsvFile.resolve(file, line.cells().getLast(), line.place());
      if (questions.put(id, picture) != null) {
        throw new BadInputException("%s: '%s' stands twice".formatted(line.place(), id));
      }
    }
    return questions;
  }

  private static Path questionsFile(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.json$", "");
    return file.resolveSibling(name + ".queries.tsv");
  }

  /// The rows by the digests of the pictures. Questions of one picture must have the same.
  static Map<String, List<Row>> byPicture(
      Map<String, List<Row>> rows, Map<String, Path> questions, Path file) {
    Map<Path, String> digests =
        questions.values().parallelStream()
            .distinct()
            .collect(Collectors.toMap(path -> path, path -> PictureDecoder.decode(path).digest()));
    Map<String, List<Row>> byPicture = new HashMap<>();
    questions.forEach((id, picture) -> {
      List<Row> before = byPicture.put(digests.get(picture), rows.get(id));
      if (before != null && !before.equals(rows.get(id))) {
        throw new BadInputException(
            "%s: entry '%s' and another show the same picture, %s, but have different rows"
                .formatted(file, id, picture));
      }
    });
    return byPicture;
  }
}
