package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// The pictures that an index is made of, in order. The files need not be there or be pictures:
/// that shows when they are read.
public record ImageCatalog(List<Entry> entries) {
  private static final Set<String> SUFFIXES =
      Set.of("png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff");

  private static final String HEADER = "path\ttitle\tlink";

  public ImageCatalog {
    entries = List.copyOf(entries);
  }

  /// A picture.
  ///
  /// @param key unique in the catalogue: the path that names it there
  /// @param link the page that it is from; empty when there is none
  public record Entry(String key, Path file, String title, String link) {}

  /// Reads a directory or a TSV file. A [BadInputException] names what is wrong with it.
  public static ImageCatalog read(Path source) {
    if (Files.isDirectory(source)) {
      return directory(source);
    }
    if (!Files.isRegularFile(source)) {
      throw new BadInputException(source + ": no such directory or TSV file of pictures");
    }
    return tsv(source);
  }

  /// The picture files of a directory and those below it, hidden ones left out. File names are the
  /// titles, paths in the directory the links.
  private static ImageCatalog directory(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Entry> entries =
          files
              .map(directory::relativize)
              .filter(ImageCatalog::isShownPicture)
              .sorted()
              .map(path -> {
                String key = path.toString();
                return new Entry(key, directory.resolve(path), title(path), key);
              })
              .toList();
      return new ImageCatalog(entries).requireAny(directory);
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isShownPicture(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    String name = path.toString();
    String suffix = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return SUFFIXES.contains(suffix);
  }

  private static String title(Path path) {
    String name = path.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.')).replace('_', ' ');
  }

  /// A file of lines `path`, `title`, `link` between tabs under a line that says so. Paths are
  /// relative to the file's folder; links may be empty.
  private static ImageCatalog tsv(Path file) {
    List<String> lines = lines(file);
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new BadInputException(
          "%s: the first line must be 'path', 'title', 'link' between tabs".formatted(file));
    }
    List<Entry> entries = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      String place = file + ":" + (i + 1);
      String[] cells = lines.get(i).split("\t", -1);
      if (cells.length != 3 || cells[0].isBlank() || cells[1].isBlank()) {
        throw new BadInputException(
            place + ": expected path, title and link between tabs, path and title not empty");
      }
      if (!paths.add(cells[0])) {
        throw new BadInputException("%s: path '%s' stands twice".formatted(place, cells[0]));
      }
      entries.add(new Entry(cells[0], resolve(file, cells[0], place), cells[1], cells[2]));
    }
    return new ImageCatalog(entries).requireAny(file);
  }

  private static Path resolve(Path file, String path, String place) {
    try {
      return file.resolveSibling(path);
    } catch (InvalidPathException e) {
      throw new BadInputException("%s: path '%s' is not valid".formatted(place, path), e);
    }
  }

  /// The pictures of an assets folder, by its `ASSETS.tsv`: what they show is the title, where they
  /// are from the link.
  public static ImageCatalog assets(Path folder) {
    Path file = folder.resolve("ASSETS.tsv");
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(file + ": no such file");
    }
    List<String> lines = lines(file);
    List<String> header = List.of(lines.isEmpty() ? new String[0] : lines.getFirst().split("\t"));
    int path = column(header, "path", file);
    int label = column(header, "label", file);
    int link = column(header, "source_url", file);
    List<Entry> entries = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] cells = lines.get(i).split("\t", -1);
      if (cells.length != header.size()) {
        throw new BadInputException(
            "%s:%d: %d cells, expected %d".formatted(file, i + 1, cells.length, header.size()));
      }
      if (isShownPicture(Path.of(cells[path]))) {
        entries.add(new Entry(cells[path], folder.resolve(cells[path]), cells[label], cells[link]));
      }
    }
    return new ImageCatalog(entries).requireAny(file);
  }

  private static int column(List<String> header, String name, Path file) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new BadInputException("%s: column '%s' is missing".formatted(file, name));
    }
    return column;
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new BadInputException(file + ": not UTF-8", e);
    } catch (IOException e) {
      throw new BadInputException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private ImageCatalog requireAny(Path source) {
    if (entries.isEmpty()) {
      throw new BadInputException(source + ": no picture in it");
    }
    return this;
  }
}
