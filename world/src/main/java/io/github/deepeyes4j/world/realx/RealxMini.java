package io.github.deepeyes4j.world.realx;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.Question;
import io.github.deepeyes4j.core.image.PictureDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// RealX-Mini as it lies in a directory.
///
/// `questions.jsonl` are the items and `images/` their pictures; `corpus.jsonl` is what to search
/// by words, `pictures/pictures.tsv` what to search by picture; `manifest.json` says which release
/// it is. Immutable; safe for concurrent use.
///
/// @param directory where it lies
public record RealxMini(Path directory, Manifest manifest, List<Item> items) {
  public static final String NAME = "realx-mini";

  /// Longest side in pixels of what a model may be shown of a picture before it crops. Small
  /// letters cannot be read in it.
  public static final int VIEW = 256;

  /// How ids of documents begin that were made up.
  public static final String FICTIONAL = "fictional-";

  public static final String QUESTIONS = "questions.jsonl";
  public static final String IMAGES = "images";
  public static final String CORPUS = "corpus.jsonl";
  public static final String PICTURES = "pictures";
  public static final String PICTURE_TABLE = "pictures.tsv";
  public static final String MANIFEST = "manifest.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  public RealxMini {
    items = List.copyOf(items);
  }

  /// Reads a directory that `benchmark build realx-mini` made. A [BadInputException] names what is
  /// missing or damaged; pictures are looked at when they are asked for.
  public static RealxMini load(Path directory) {
    Path file = directory.resolve(QUESTIONS);
    if (!Files.isRegularFile(file)) {
      throw new BadInputException(
          directory + ": holds no " + QUESTIONS + "; make it with `benchmark build realx-mini`");
    }
    try {
      List<String> lines = Files.readAllLines(file);
      List<Item> items = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        items.add(parse(lines.get(i), ItemRow.class, file + ":" + (i + 1)).item());
      }
      Path manifest = directory.resolve(MANIFEST);
      return new RealxMini(
          directory, parse(Files.readString(manifest), Manifest.class, manifest.toString()), items);
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static <T> T parse(String text, Class<T> type, String place) {
    try {
      return JSON.readValue(text, type);
    } catch (JacksonException e) {
      throw new BadInputException(
          "%s: not a line of RealX-Mini: %s".formatted(place, e.getOriginalMessage()), e);
    }
  }

  /// An item as it is put to a model: its picture is shown in the view, and whole for code and
  /// search.
  public Question question(Item item) {
    return new Question(
        item.id(),
        item.question(),
        List.of(PictureDecoder.decode(directory.resolve(item.image()))),
        manifest.view());
  }

  /// What to search by words: one document a line.
  public Path corpus() {
    return directory.resolve(CORPUS);
  }

  /// What to search by picture: a table of paths, titles and links.
  public Path pictures() {
    return directory.resolve(PICTURES).resolve(PICTURE_TABLE);
  }

  /// An item as a line of `questions.jsonl`.
  public static String line(Item item) {
    return JSON.writeValueAsString(ItemRow.of(item));
  }

  /// The digest of a benchmark.
  ///
  /// @param lines of questions and corpus
  /// @param pixels [io.github.deepeyes4j.core.image.Picture#digest()] of all pictures: how a file
  ///   packs its pixels does not matter
  public static String digest(Collection<String> lines, Collection<String> pixels) {
    return Digests.sha256(String.join("\n", lines) + "\0" + String.join("\n", pixels));
  }
}
