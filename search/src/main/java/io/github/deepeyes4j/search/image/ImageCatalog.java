package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
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

  private static final List<String> COLUMNS = List.of("path", "title", "link");

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
    List<Entry> entries = new ArrayList<>();
    Set<String> paths = new HashSet<>();
    for (TsvFile.Line line : TsvFile.read(file, COLUMNS)) {
      Entry entry = entry(file, line);
      if (entry.key().isBlank() || entry.title().isBlank()) {
        throw new BadInputException(line.place() + ": path and title must not be empty");
      }
      if (!paths.add(entry.key())) {
        throw new BadInputException(
            "%s: path '%s' stands twice".formatted(line.place(), entry.key()));
      }
      entries.add(entry);
    }
    return new ImageCatalog(entries).requireAny(file);
  }

  /// The pictures of an assets folder, by its `ASSETS.tsv`: what they show is the title, where they
  /// are from the link.
  public static ImageCatalog assets(Path folder) {
    Path file = folder.resolve("ASSETS.tsv");
    List<Entry> entries =
        TsvFile.select(file, List.of("path", "label", "source_url")).stream()
            .map(line -> entry(file, line))
            .filter(entry -> isShownPicture(Path.of(entry.key())))
            .toList();
    return new ImageCatalog(entries).requireAny(file);
  }

  private static Entry entry(Path file, TsvFile.Line line) {
    String path = line.cells().getFirst();
    Path picture = TsvFile.resolve(file, path, line.place());
    return new Entry(path, picture, line.cells().get(1), line.cells().get(2));
  }

  private ImageCatalog requireAny(Path source) {
    if (entries.isEmpty()) {
      throw new BadInputException(source + ": no picture in it");
    }
    return this;
  }
}
