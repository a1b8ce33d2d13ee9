package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads files of cells between tabs under a line that names the columns. What does not fit is a
/// [BadInputException] that names file, line and fault.
final class TsvFile {
  private TsvFile() {}

  /// A line below the first.
  ///
  /// @param cells as many as there are columns
  /// @param place the file and the line's number, for messages
  record Line(List<String> cells, String place) {}

  /// The lines of a file with exactly these columns. Blank lines are passed over.
  static List<Line> read(Path file, List<String> columns) {
    List<String> header = header(file);
    if (!header.equals(columns)) {
      throw new BadInputException(
          "%s: the first line must be '%s' between tabs"
              .formatted(file, String.join("', '", columns)));
    }
    return lines(file, columns.size());
  }

  /// The lines of a file that has these columns among others, cut down to them.
  static List<Line> select(Path file, List<String> columns) {
    List<String> header = header(file);
    for (String column : columns) {
      if (!header.contains(column)) {
        throw new BadInputException("%s: column '%s' is missing".formatted(file, column));
      }
    }
    List<Integer> places = columns.stream().map(header::indexOf).toList();
    return lines(file, header.size()).stream()
        .map(line -> new Line(places.stream().map(line.cells()::get).toList(), line.place()))
        .toList();
  }

  private static List<String> header(Path file) {
    List<String> lines = text(file);
    return lines.isEmpty() ? List.of() : List.of(lines.getFirst().split("\t", -1));
  }

  private static List<Line> lines(Path file, int columns) {
    List<Line> lines = new ArrayList<>();
    List<String> text = text(file);
    for (int i = 1; i < text.size(); i++) {
      if (!text.get(i).isBlank()) {
        String place = file + ":" + (i + 1);
        List<String> cells = List.of(text.get(i).split("\t", -1));
        if (cells.size() != columns) {
          throw new BadInputException(
              "%s: %d cells between tabs, expected %d".formatted(place, cells.size(), columns));
        }
        lines.add(new Line(cells, place));
      }
    }
    return lines;
  }

  private static List<String> text(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new BadInputException(file + ": not UTF-8", e);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// A path that a line names, relative to the file's folder.
  static Path resolve(Path file, String path, String place) {
    try {
      return file.resolveSibling(path);
    } catch (InvalidPathException e) {
      throw new BadInputException("%s: path '%s' is not valid".formatted(place, path), e);
    }
  }
}
