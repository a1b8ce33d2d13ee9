package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The pictures of an assets folder by what they show, from its `ASSETS.tsv` and
/// `facts/entities.tsv`.
///
/// @param links where each picture of the collection is from, by path
record Collection(Path assets, List<Entity> entities, Map<String, String> links) {
  private static final String FLAG_TITLE = "Flag of ";

  static Collection load(Path assets) {
    Map<String, String> attributes = new HashMap<>();
    for (Map<String, String> row : rows(assets.resolve("facts/entities.tsv"))) {
      attributes.put(cell(row, "entity_id"), cell(row, "attribute"));
    }
    Map<String, List<Map<String, String>>> pictures = new TreeMap<>();
    for (Map<String, String> row : rows(assets.resolve("ASSETS.tsv"))) {
      if (cell(row, "path").matches(".*\\.(jpg|png)") && !cell(row, "entity_id").isEmpty()) {
        pictures.computeIfAbsent(cell(row, "entity_id"), _ -> new ArrayList<>()).add(row);
      }
    }
    List<Entity> entities = new ArrayList<>();
    Map<String, String> links = new HashMap<>();
    pictures.forEach((id, rows) -> {
      List<String> paths = rows.stream().map(row -> cell(row, "path")).sorted().toList();
      String category = id.substring(0, id.indexOf(':'));
      entities.add(
          new Entity(
              id,
              group(id, category, attributes.getOrDefault(id, "")),
              category,
              cell(rows.getFirst(), "label").replace(FLAG_TITLE, ""),
              paths));
      rows.forEach(row -> links.put(cell(row, "path"), cell(row, "source_url")));
    });
    return new Collection(assets, entities, links);
  }

  private static String group(String id, String category, String attribute) {
    return switch (category) {
      case "place" -> attribute.isEmpty() ? id : "country:" + attribute;
      case "painting" -> "painter:van_gogh";
      default -> id;
    };
  }

  /// The title under which image search shows an entity.
  static String title(Entity entity) {
    return entity.category().equals("country") ? FLAG_TITLE + entity.name() : entity.name();
  }

  List<Entity> entities(String category) {
    return entities.stream().filter(entity -> entity.category().equals(category)).toList();
  }

  private static String cell(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private static List<Map<String, String>> rows(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.isEmpty()) {
        throw new BadInputException(file + ": an empty table");
      }
      String[] header = lines.getFirst().split("\t", -1);
      List<Map<String, String>> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split("\t", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < Math.min(header.length, cells.length); i++) {
          row.put(header[i], cells[i]);
        }
        rows.add(row);
      }
      return rows;
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
