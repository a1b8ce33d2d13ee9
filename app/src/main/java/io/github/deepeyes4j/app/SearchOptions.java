package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.search.LazyEngine;
import io.github.deepeyes4j.search.RemoteSearch;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.image.CachedImageIndex;
import io.github.deepeyes4j.search.image.ImageCatalog;
import io.github.deepeyes4j.search.image.ImageEncoder;
import io.github.deepeyes4j.search.image.ImageIndex;
import io.github.deepeyes4j.search.image.MmSearchCache;
import io.github.deepeyes4j.search.live.LiveEngines;
import io.github.deepeyes4j.search.live.page.BestPassage;
import io.github.deepeyes4j.search.live.page.PageReadingEngine;
import io.github.deepeyes4j.search.text.CachedIndex;
import io.github.deepeyes4j.search.text.Encoding;
import io.github.deepeyes4j.search.text.TextIndex;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where to search, and whether what comes back is recorded or replayed.
final class SearchOptions {
  private static final String OFF = "off";

  /// Whether engines are asked, and whether their answers are kept.
  enum Mode {
    LIVE,
    RECORD,
    REPLAY
  }

  @Option(
      names = "--search",
      paramLabel = "DIR|FILE|URL|NAME|off",
      description =
          "What to search by words: an index that `search index` made; a corpus (JSON lines {id,"
              + " title, url, date, text}), indexed on its first use; a search server; a live"
              + " provider (serpapi, serper, brave, searxng, search-r1); or off. Default: the"
              + " corpus that comes along.")
  private @Nullable String text;

  @Option(
      names = "--image-search",
      paramLabel = "DIR|FILE.json|NAME|off",
      description =
          "What to search by picture: an index that `search index-images` made, an MMSearch-R1"
              + " cache, a live provider (serpapi-lens), or off. Default: the search"
              + " server, if there is one, or the pictures that come along, indexed on their first"
              + " use.")
  private @Nullable String image;

  @Option(
      names = "--image-encoder",
      paramLabel = "FILE.onnx",
      description = "The vision model that the index was made with, if it was given one.")
  private @Nullable Path encoder;

  @Option(
      names = "--search-pages",
      paramLabel = "NAME",
      description = "Read the pages that are found and show what they say: direct or jina.")
  private @Nullable String pages;

  @Option(
      names = {"--search-mode", "--mode"},
      paramLabel = "MODE",
      defaultValue = "live",
      description =
          "live; record: also keep every answer in --recording; replay: answer from --recording and"
              + " nothing else. Default: ${DEFAULT-VALUE}.")
  private Mode mode = Mode.LIVE;

  @Option(names = "--recording", paramLabel = "DIR", description = "Searches and their answers.")
  private @Nullable Path recording;

  /// Whether answers come from a recording and nowhere else.
  boolean replays() {
    return mode == Mode.REPLAY;
  }

  /// Opens what was chosen.
  ///
  /// @param assets whose corpus and pictures are the defaults
  SearchSetup open(Path assets) {
    if ((recording == null) != (mode == Mode.LIVE)) {
      throw new BadInputException(
          mode == Mode.LIVE
              ? "--recording %s is for --search-mode record or replay".formatted(recording)
              : "--search-mode %s needs --recording"
                  .formatted(mode.name().toLowerCase(Locale.ROOT)));
    }
    return switch (mode) {
      case LIVE -> engines(assets);
      case RECORD -> engines(assets).recordedIn(Objects.requireNonNull(recording));
      case REPLAY -> replay(Objects.requireNonNull(recording));
    };
  }

  private SearchSetup replay(Path directory) {
    if (text != null || image != null || pages != null) {
      throw new BadInputException(
          "--search-mode replay answers from the recording alone: leave --search, --image-search"
              + " and --search-pages out");
    }
    return SearchSetup.replay(directory);
  }

  private SearchSetup engines(Path assets) {
    LiveEngines live = new LiveEngines(System.getenv(), _ -> Optional.empty());
    try {
      SearchEngine words = words(assets, live);
      SearchEngine pictures =
          image == null && words instanceof RemoteSearch ? words : pictures(assets, live);
      return SearchSetup.live(pages == null ? words : reading(words, live), pictures, live);
    } catch (RuntimeException e) {
      live.close();
      throw e;
    }
  }

  private SearchEngine reading(SearchEngine words, LiveEngines live) {
    return new PageReadingEngine(
        words, live.reader(Objects.requireNonNull(pages)), new BestPassage());
  }

  private SearchEngine words(Path assets, LiveEngines live) {
    if (text == null) {
      Path corpus = assets.resolve("corpus/documents.jsonl");
      return new LazyEngine(() -> cached(corpus));
    }
    if (text.equals(OFF)) {
      return SearchEngine.off();
    }
    if (LiveEngines.TEXT.contains(text)) {
      return live.engine(text);
    }
    if (text.startsWith("http://") || text.startsWith("https://")) {
      return server(URI.create(text));
    }
    Path path = Path.of(text);
    if (!Files.exists(path)) {
      throw new BadInputException(
          "--search: %s: no such corpus or index, and no provider (%s)"
              .formatted(path, String.join(", ", LiveEngines.TEXT)));
    }
    return Files.isDirectory(path) ? TextIndex.open(path) : cached(path);
  }

  private static TextIndex cached(Path corpus) {
    return CachedIndex.open(corpus, Encoding.MINILM, SearchIndexCommand::progress);
  }

  private static RemoteSearch server(URI address) {
    try {
      return RemoteSearch.connect(
          address, System.getenv().getOrDefault("DEEPEYES_SEARCH_TOKEN", ""));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadInputException("interrupted while connecting to " + address, e);
    }
  }

  private SearchEngine pictures(Path assets, LiveEngines live) {
    if (image == null) {
      requireNoEncoder("the pictures that come along");
      return new LazyEngine(() -> {
        ImageCatalog catalog = ImageCatalog.assets(assets);
        ProgressLine progress = new ProgressLine("pictures", catalog.entries().size());
        return CachedImageIndex.open(catalog, progress::update);
      });
    }
    if (image.equals(OFF)) {
      return SearchEngine.off();
    }
    if (LiveEngines.PICTURES.contains(image)) {
      requireNoEncoder(image);
      return live.engine(image);
    }
    if (image.endsWith(".json")) {
      requireNoEncoder(image);
      return MmSearchCache.open(Path.of(image));
    }
    return index(Path.of(image));
  }

  private SearchEngine index(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new BadInputException(
          "--image-search: %s: no such index, and no provider (%s)"
              .formatted(directory, String.join(", ", LiveEngines.PICTURES)));
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
