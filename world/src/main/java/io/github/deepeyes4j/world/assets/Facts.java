package io.github.deepeyes4j.world.assets;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads facts from the tables of countries and elements. A fact is kept only when its document
/// states it, in the form `Label: value`, so that it can be found by searching.
final class Facts {
  /// A column of a table, the label under which documents state it, and the words that ask for it.
  private record Attribute(String column, String label, String name) {}

  private static final List<Attribute> COUNTRY =
      List.of(
          new Attribute("capital", "Capital", "capital"),
          new Attribute("highest_point_name", "Highest point", "highest point"),
          new Attribute("lowest_point_name", "Lowest point", "lowest point"),
          new Attribute("airports", "Airports", "number of airports"),
          new Attribute("coastline_km", "Coastline", "coastline"),
          new Attribute("national_symbol", "National symbols", "national symbol"),
          new Attribute("independence_year", "Independence", "year of independence"));

  private static final List<Attribute> ELEMENT =
      List.of(
          new Attribute("symbol", "Symbol", "symbol"),
          new Attribute("atomic_number", "Atomic number", "atomic number"),
          new Attribute("atomic_weight", "Atomic weight", "atomic weight"));

  private Facts() {}

  static List<Fact> load(Path folder, Map<String, Document> documents) {
    List<Fact> facts = new ArrayList<>();
    rows(
        folder.resolve("countries.tsv"),
        row -> add(row, "country:" + row.get("code"), COUNTRY, documents, facts));
    rows(
        folder.resolve("elements.tsv"),
        row -> add(row, "element:" + row.get("name"), ELEMENT, documents, facts));
    return facts;
  }

  private static void add(
      Map<String, String> row,
      String entityId,
      List<Attribute> attributes,
      Map<String, Document> documents,
      List<Fact> facts) {
    Document document = documents.get(row.getOrDefault("doc_id", ""));
    if (document == null) {
      return;
    }
    for (Attribute attribute : attributes) {
      String value = row.getOrDefault(attribute.column, "").strip();
      if (value.isEmpty()) {
        continue;
      }
      stated(document, attribute.label, value)
          .ifPresent(evidence ->
              facts.add(
                  new Fact(
                      entityId,
                      row.getOrDefault("name", ""),
                      attribute.name,
                      accepted(value),
                      document.id(),
                      evidence)));
    }
  }

  /// As printed, and without what is said in brackets: `Cheekha Dar (Kurdish for "Black Tent")`.
  private static List<String> accepted(String value) {
    String plain = value.replaceAll("\\s*\\([^)]*\\)", "");
    return plain.equals(value) || plain.isBlank() ? List.of(value) : List.of(value, plain);
  }

  /// The words `Label: … value` of a line, thousands written with commas or not.
  private static java.util.Optional<String> stated(Document document, String label, String value) {
    String spelled = Pattern.quote(value);
    if (value.matches("\\d{4,}")) {
      spelled = value.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",?");
    }
    Matcher matcher =
        Pattern.compile(
                "^" + Pattern.quote(label) + ": (?:[^\\n]{0,20}?\\b)?" + spelled + "(?![\\w,]*\\d)",
                Pattern.MULTILINE)
            .matcher(document.text());
    return matcher.find() ? java.util.Optional.of(matcher.group()) : java.util.Optional.empty();
  }

  /// Feeds each row of a tab-separated table with a header line; a table that is not there has
  /// none.
  private static void rows(Path file, Consumer<Map<String, String>> sink) {
    if (!Files.exists(file)) {
      return;
    }
    try (var lines = Files.lines(file)) {
      var iterator = lines.iterator();
      if (!iterator.hasNext()) {
        return;
      }
      String[] header = iterator.next().split("\t", -1);
      while (iterator.hasNext()) {
        String[] cells = iterator.next().split("\t", -1);
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < Math.min(header.length, cells.length); i++) {
          row.put(header[i], cells[i]);
        }
        sink.accept(row);
      }
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
