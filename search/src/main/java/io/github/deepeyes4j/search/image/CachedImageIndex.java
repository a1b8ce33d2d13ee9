package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.search.index.IndexCache;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/// Image indexes in an [IndexCache], named by the digest of pictures, encoder and schema.
public final class CachedImageIndex {
  private CachedImageIndex() {}

  /// Opens the index of a catalogue in the user's cache, with the encoder that comes along. It is
  /// made first when it is not there. A [BadInputException] names a picture that cannot be read.
  ///
  /// @param progress told how many pictures are done
  public static ImageIndex open(ImageCatalog catalog, IntConsumer progress) {
    ImageEncoder encoder = OnnxImageEncoder.embedded();
    try {
      return open(IndexCache.ofUser(), catalog, encoder, progress);
    } catch (BadInputException e) {
      encoder.close();
      throw e;
    }
  }

  static ImageIndex open(
      IndexCache cache, ImageCatalog catalog, ImageEncoder encoder, IntConsumer progress) {
    Path directory =
        cache.get(
            "images-" + key(catalog, encoder), part -> build(catalog, part, encoder, progress));
    return ImageIndex.open(directory, encoder);
  }

  private static String key(ImageCatalog catalog, ImageEncoder encoder) {
    String pictures =
        catalog.entries().parallelStream()
            .map(entry -> entry.key() + " " + ImageRecord.digest(entry))
            .collect(Collectors.joining("\n"));
    return Digests.sha256(pictures + encoder.id() + ImageManifest.SCHEMA).substring(0, 16);
  }

  private static void build(
      ImageCatalog catalog, Path directory, ImageEncoder encoder, IntConsumer progress) {
    ImageIndexBuilder.Outcome outcome =
        ImageIndexBuilder.build(catalog, directory, encoder, progress);
    if (!outcome.faults().isEmpty()) {
      throw new BadInputException(outcome.faults().getFirst());
    }
  }
}
