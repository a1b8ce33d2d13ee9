package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.image.CachedImageIndex;
import io.github.deepeyes4j.search.image.ImageCatalog;
import io.github.deepeyes4j.search.image.ImageEncoder;
import io.github.deepeyes4j.search.image.ImageIndex;
import io.github.deepeyes4j.search.image.MmSearchCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which pictures image search finds.
final class ImageSearchOptions {
  @Option(
      names = "--image-search",
      paramLabel = "DIR|FILE.json|off",
      description =
          "Where to search by picture: an index that `search index-images` made, an MMSearch-R1"
              + " cache, or off. Default: the pictures that come along, indexed on their first use.")
  private @Nullable String source;

  @Option(
      names = "--image-encoder",
      paramLabel = "FILE.onnx",
      description = "The vision model that the index was made with, if it was given one.")
  private @Nullable Path encoder;

  /// Opens what was chosen; empty when it is off.
  ///
  /// @param assets whose pictures are the default
  Optional<SearchEngine> open(Path assets) {
    if (source == null) {
      requireNoEncoder("the pictures that come along");
      ImageCatalog catalog = ImageCatalog.assets(assets);
      ProgressLine progress = new ProgressLine("pictures", catalog.entries().size());
      return Optional.of(CachedImageIndex.open(catalog, progress::update));
    }
    if (source.equals("off")) {
      return Optional.empty();
    }
    if (source.endsWith(".json")) {
      requireNoEncoder(source);
      return Optional.of(MmSearchCache.open(Path.of(source)));
    }
    return Optional.of(openIndex(Path.of(source)));
  }

  private SearchEngine openIndex(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException("--image-search: %s: no such index".formatted(directory));
    }
    ImageEncoder model = SearchIndexImagesCommand.encoder(encoder);
    try {
      return ImageIndex.open(directory, model);
    } catch (BadInputException e) {
      model.close();
      throw e;
    }
  }

  private void requireNoEncoder(String where) {
    if (encoder != null) {
      throw new BadInputException(
          "--image-encoder %s: no encoder can be chosen for %s".formatted(encoder, where));
    }
  }
}
