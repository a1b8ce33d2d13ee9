package io.github.deepeyes4j.table;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.csv.CsvFactory;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

/// A TSV or CSV file with a header, UTF-8. Values may be quoted (`"`, doubled within) and then hold
/// separators and line breaks. Every value is a text, an empty one an empty text. One row is in
/// memory at a time.
record TextTable(Path file, List<Column> columns, char separator) implements Table {
  /// Characters of one value at most: a base64 picture of 384 MiB.
  private static final int MAX_VALUE = 512 << 20;

  private static final String SEPARATORS = "\t,;|";

  static TextTable read(Path file, char separator) {
    try (MappingIterator<String[]> rows = open(file, separator)) {
      if (!rows.hasNext()) {
        throw new BadInputException(file + ": is empty; a header is needed");
      }
      List<Column> columns = new ArrayList<>();
      for (String name : rows.next()) {
        columns.add(new Column(name, "text"));
      }
      if (columns.size() == 1) {
        requireSeparator(file, columns.getFirst().name());
      }
      return new TextTable(file, List.copyOf(columns), separator);
    } catch (JacksonException e) {
      throw unreadable(file, e);
    }
  }

  /// A single column whose name holds another separator is a file of another kind.
  private static void requireSeparator(Path file, String header) {
    if (SEPARATORS.chars().anyMatch(other -> header.indexOf(other) >= 0)) {
      throw new BadInputException(
          "%s: its header is one column, '%s'; .tsv is read with tabs between values, .csv with commas"
              .formatted(file, header.length() > 60 ? header.substring(0, 60) + "…" : header));
    }
  }

  private static MappingIterator<String[]> open(Path file, char separator) {
    CsvFactory factory =
        CsvFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxStringLength(MAX_VALUE).build())
            .build();
    ObjectReader reader =
        CsvMapper.builder(factory)
            .enable(CsvReadFeature.WRAP_AS_ARRAY, CsvReadFeature.SKIP_EMPTY_LINES)
            .build()
            .readerFor(String[].class)
            .with(CsvSchema.emptySchema().withColumnSeparator(separator));
    return reader.readValues(file);
  }

  private static BadInputException unreadable(Path file, JacksonException e) {
    return new BadInputException(
        "%s: not a sound table: %s".formatted(file, e.getOriginalMessage()), e);
  }

  @Override
  public Stream<ObjectNode> rows(List<String> names) {
    require(names);
    MappingIterator<String[]> lines = open(file, separator);
    lines.next();
    List<Integer> places =
        names.stream()
            .map(name -> columns.stream().map(Column::name).toList().indexOf(name))
            .toList();
    Pass pass = new Pass(names, places, lines);
    return RowStream.of(pass::next).onClose(lines::close);
  }

  /// A pass over the file.
  private final class Pass {
    private final List<String> names;
    private final List<Integer> places;
    private final MappingIterator<String[]> lines;
    private long row;

    Pass(List<String> names, List<Integer> places, MappingIterator<String[]> lines) {
      this.names = names;
      this.places = places;
      this.lines = lines;
    }

    Optional<ObjectNode> next() {
      try {
        if (!lines.hasNext()) {
          return Optional.empty();
        }
        row++;
        String[] values = lines.next();
        if (values.length != columns.size()) {
          throw new BadInputException(
              "%s: row %d has %d values, the header %d"
                  .formatted(file, row, values.length, columns.size()));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < names.size(); i++) {
          object.put(names.get(i), values[places.get(i)]);
        }
        return Optional.of(object);
      } catch (JacksonException e) {
        throw new BadInputException(
            "%s: row %d: %s".formatted(file, row + 1, e.getOriginalMessage()), e);
      }
    }
  }
}
