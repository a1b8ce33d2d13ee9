package io.github.deepeyes4j.world.assets;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.DrawingFonts;
import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A folder of pictures, facts, documents and fonts.
///
/// Layout: folders of JPEG or PNG photos, one an entity category (`animals`, `monuments`, …);
/// `facts/countries.tsv` and `facts/elements.tsv`; `corpus/documents.jsonl`; `fonts/`. Two photos
/// of one entity are named `NAME_1`, `NAME_2`.
public final class Assets {
  /// Folders that hold no photographs.
  private static final Set<String> NOT_PHOTOS =
      Set.of("flags", "facts", "corpus", "fonts", "LICENSES");

  private final Path directory;
  private final List<Photo> photos;
  private final List<Document> documents;
  private final List<Fact> facts;
  private final List<Font> fonts;

  private Assets(
      Path directory,
      List<Photo> photos,
      List<Document> documents,
      List<Fact> facts,
      List<Font> fonts) {
    this.directory = directory;
    this.photos = List.copyOf(photos);
    this.documents = List.copyOf(documents);
    this.facts = List.copyOf(facts);
    this.fonts = List.copyOf(fonts);
  }

  public static Assets load(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(directory + ": no such assets folder");
    }
    try {
      List<Document> documents = Document.load(corpus(directory));
      Map<String, Document> byId =
          documents.stream().collect(Collectors.toMap(Document::id, Function.identity()));
      Assets assets =
          new Assets(
              directory,
              photos(directory),
              documents,
              Facts.load(directory.resolve("facts"), byId),
              fonts(directory.resolve("fonts")));
      assets.requireContent();
      return assets;
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /// These assets and, in their training split, entities that do not exist.
  public Assets withInventions(int count, long seed) {
    Inventions inventions = new Inventions(seed);
    inventions.add(this, count);
    return new Assets(
        directory,
        photos,
        Stream.concat(documents.stream(), inventions.documents().stream()).toList(),
        Stream.concat(facts.stream(), inventions.facts().stream()).toList(),
        fonts);
  }

  private void requireContent() {
    if (photos.isEmpty() || facts.isEmpty() || fonts.isEmpty()) {
      throw new BadInputException(
          "%s: an assets folder needs photos, facts and fonts; found %d, %d, %d"
              .formatted(directory, photos.size(), facts.size(), fonts.size()));
    }
  }

  private static Path corpus(Path directory) {
    return directory.resolve("corpus/documents.jsonl");
  }

  private static List<Photo> photos(Path directory) throws IOException {
    List<Photo> photos = new ArrayList<>();
    for (Path folder : list(directory)) {
      if (!Files.isDirectory(folder) || NOT_PHOTOS.contains(folder.getFileName().toString())) {
        continue;
      }
      for (Path file : list(folder)) {
        String name = file.getFileName().toString();
        if (name.matches("(?i).*\\.(jpe?g|png)")) {
          String entity = name.replaceFirst("(_\\d)?\\.\\w+$", "");
          photos.add(new Photo(folder.getFileName() + ":" + entity, file));
        }
      }
    }
    return photos;
  }

  private static List<Font> fonts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    DrawingFonts.prepare();
    List<Font> fonts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".ttf")).sorted().toList()) {
        fonts.add(Font.createFont(Font.TRUETYPE_FONT, file.toFile()));
      }
    } catch (FontFormatException e) {
      throw new BadInputException(folder + ": holds a damaged font: " + e.getMessage(), e);
    }
    return fonts;
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  public Path directory() {
    return directory;
  }

  public Path corpus() {
    return corpus(directory);
  }

  public List<Document> documents() {
    return documents;
  }

  /// All photographs of a part, sorted by file name.
  public List<Photo> photos(Split split) {
    return photos.stream().filter(photo -> photo.split() == split).toList();
  }

  public List<Fact> facts(Split split) {
    return facts.stream().filter(fact -> fact.split() == split).toList();
  }

  public List<Font> fonts() {
    return fonts;
  }
}
