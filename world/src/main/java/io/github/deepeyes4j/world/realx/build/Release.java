package io.github.deepeyes4j.world.realx.build;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.world.realx.Item;
import io.github.deepeyes4j.world.realx.Manifest;
import io.github.deepeyes4j.world.realx.RealxMini;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The files of a benchmark being built. They are written beside their place, and moved there when
/// all are; what is not finished is deleted on closing. Pictures are packed on other threads.
final class Release implements AutoCloseable {
  /// Pictures that wait to be packed, at most.
  private static final int WAITING = 8;

  private static final String COLUMNS = "path\ttitle\tlink";
  private static final String LICENCE = "CC0-1.0";

  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final Path directory;
  private final Path part;
  private final ExecutorService packers =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  private final Semaphore room = new Semaphore(WAITING);
  private final List<Future<?>> packed = new ArrayList<>();
  private final List<String> pixels = new ArrayList<>();

  private Release(Path directory, Path part) {
    this.directory = directory;
    this.part = part;
  }

  static Release begin(Path directory) {
    try {
      if (Files.exists(directory) && !isEmptyDirectory(directory)) {
        throw new BadInputException(
            directory + ": exists and is not an empty directory; choose another one");
      }
      Path parent = directory.toAbsolutePath().getParent();
      if (parent == null) {
        throw new BadInputException(directory + ": cannot be built in");
      }
      Files.createDirectories(parent);
      Path part =
          parent.resolve(
              ".%s.part%d".formatted(directory.getFileName(), ProcessHandle.current().pid()));
      Files.createDirectories(part.resolve(RealxMini.IMAGES));
      return new Release(directory, part);
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static boolean isEmptyDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  /// Writes a question's picture; its path.
  String addImage(String id, Picture picture) {
    String path = RealxMini.IMAGES + "/" + id + ".png";
    pixels.add(path + " " + picture.digest());
    room.acquireUninterruptibly();
    packed.add(
        packers.submit(() -> {
          try {
            return Files.write(part.resolve(path), picture.toPng());
          } finally {
            room.release();
          }
        }));
    return path;
  }

  /// Writes all the rest and moves the directory to its place.
  Manifest finish(long seed, List<Item> items, Stock stock) {
    try {
      List<String> questions = items.stream().map(RealxMini::line).toList();
      List<String> corpus = corpus(stock);
      Files.write(part.resolve(RealxMini.QUESTIONS), questions);
      Files.write(part.resolve(RealxMini.CORPUS), corpus);
      writeCollection(stock.collection());
      List<String> lines = Stream.concat(questions.stream(), corpus.stream()).toList();
      Manifest manifest = Manifest.of(seed, RealxMini.digest(lines, pixels), items);
      Files.writeString(
          part.resolve(RealxMini.MANIFEST), PRETTY.writeValueAsString(manifest) + "\n");
      for (Future<?> picture : packed) {
        picture.get();
      }
      Files.deleteIfExists(directory);
      Files.move(part, directory);
      return manifest;
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be written: " + e.getMessage(), e);
    } catch (ExecutionException e) {
      throw new BadInputException(directory + ": cannot be written: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException(directory + ": building was interrupted", e);
    }
  }

  /// The lines of the assets' corpus, and one for each document that was made up.
  private static List<String> corpus(Stock stock) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(stock.assets().corpus()));
    for (Fiction fiction : stock.fictions()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("id", fiction.document().id());
      line.put("title", fiction.document().title());
      line.put("url", fiction.document().url());
      line.put("date", fiction.document().date());
      line.put("text", fiction.document().text());
      line.put("source", RealxMini.NAME);
      line.put("licence", LICENCE);
      line.put("fictional", true);
      lines.add(JsonMapper.shared().writeValueAsString(line));
    }
    return lines;
  }

  /// Copies the pictures that image search finds, and writes their table.
  private void writeCollection(Collection collection) throws IOException {
    List<String> table = new ArrayList<>(List.of(COLUMNS));
    Path folder = part.resolve(RealxMini.PICTURES);
    for (Entity entity : collection.entities()) {
      String path = entity.collected();
      byte[] bytes = Files.readAllBytes(collection.assets().resolve(path));
      pixels.add(path + " " + Digests.sha256(bytes));
      Files.createDirectories(folder.resolve(path).getParent());
      Files.write(folder.resolve(path), bytes);
      table.add(
          String.join(
              "\t", path, Collection.title(entity), collection.links().getOrDefault(path, "")));
    }
    Files.write(folder.resolve(RealxMini.PICTURE_TABLE), table);
  }

  @Override
  public void close() {
    packers.shutdown();
    try {
      if (Files.exists(part)) {
        delete(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(part + ": cannot be deleted", e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
