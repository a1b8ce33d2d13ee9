package io.github.deepeyes4j.eval.benchmark;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// Pictures as tables hold them: base64 or binary, a list of these, a struct with `bytes` or
/// `path`, or the id of the row that has the picture. Pictures of other rows lie in temporary
/// files, so that none stays in memory.
final class PictureCells implements AutoCloseable {
  /// A text up to this length is the id of another row: no base64 picture is so short.
  static final int LONGEST_REFERENCE = 64;

  private final Path table;
  private final Path referred;
  private final Map<String, Path> byId = new ConcurrentHashMap<>();

  /// @param table whose pictures they are; paths are relative to its directory
  PictureCells(Path table) {
    this.table = table;
    try {
      this.referred = Files.createTempDirectory("deepeyes-pictures-");
    } catch (IOException e) {
      throw new BadInputException("no temporary directory can be made: " + e.getMessage(), e);
    }
  }

  /// An encoded picture, or where it is.
  sealed interface Cell {
    record Encoded(byte[] bytes) implements Cell {}

    record Reference(String id) implements Cell {}

    record File(String path) implements Cell {}
  }

  /// Reads a value of the picture column.
  ///
  /// @param place stands for the value in error messages
  static List<Cell> read(JsonNode value, String place) {
    List<Cell> cells = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(element -> cells.addAll(read(element, place)));
    } else if (value.isObject()) {
      JsonNode bytes = value.path("bytes");
      if (bytes.isBinary()) {
        cells.add(new Cell.Encoded(bytes.binaryValue()));
      } else if (!RowValue.text(value.path("path")).isEmpty()) {
        cells.add(new Cell.File(RowValue.text(value.path("path"))));
      }
    } else if (value.isBinary()) {
      cells.add(new Cell.Encoded(value.binaryValue()));
    } else {
      for (String text : RowValue.texts(value, place)) {
        cells.add(
            text.length() <= LONGEST_REFERENCE
                ? new Cell.Reference(text.strip())
                : new Cell.Encoded(base64(text, place)));
      }
    }
    return cells;
  }

  private static byte[] base64(String text, String place) {
    try {
      String bare = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
      return Base64.getMimeDecoder().decode(bare);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "%s: neither base64 nor the id of a row, but %s…".formatted(place, text.substring(0, 20)),
          e);
    }
  }

  /// Keeps the picture of a row that others refer to.
  void keep(String id, byte[] bytes) {
    try {
      byId.put(id, Files.write(referred.resolve("%06d".formatted(byId.size())), bytes));
    } catch (IOException e) {
      throw new BadInputException("pictures cannot be kept: " + e.getMessage(), e);
    }
  }

  /// Decodes the pictures of a row.
  List<Picture> decode(List<Cell> cells, String place) {
    return cells.stream().map(cell -> decode(cell, place)).toList();
  }

  private Picture decode(Cell cell, String place) {
    return switch (cell) {
      case Cell.Encoded(byte[] bytes) -> PictureDecoder.decode(bytes, place);
      case Cell.File(String path) -> PictureDecoder.decode(table.resolveSibling(path));
      case Cell.Reference(String id) -> {
        Path file = byId.get(id);
        if (file == null) {
          throw new BadInputException(
              "%s: refers to row '%s', which has no picture of its own".formatted(place, id));
        }
        yield PictureDecoder.decode(file);
      }
    };
  }

  @Override
  public void close() {
    try {
      for (Path file : byId.values()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(referred);
    } catch (IOException e) {
      throw new BadInputException(referred + ": cannot be removed: " + e.getMessage(), e);
    }
  }
}
