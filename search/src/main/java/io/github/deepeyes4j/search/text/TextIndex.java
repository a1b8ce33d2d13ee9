package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.index.IndexFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/// Search over an index that [IndexBuilder] has made: passages are ranked ([Ranking]), and their
/// pages are the answer.
///
/// Safe for concurrent use. As many searches run at once as there are cores; more wait in line, so
/// that each is served soon after those before it.
public final class TextIndex implements SearchEngine {
  /// Passages of a ranking. When they lie on too few pages, four times as many are taken.
  private static final int DEPTH = 100;

  private final Manifest manifest;
  private final @Nullable SentenceEncoder encoder;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final Terms terms = new Terms(PassageWriter.analyzer());
  private final Snippets snippets = new Snippets(terms);
  private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);

  private TextIndex(Manifest manifest, @Nullable SentenceEncoder encoder, DirectoryReader reader) {
    this.manifest = manifest;
    this.encoder = encoder;
    this.reader = reader;
    this.searcher = new IndexSearcher(reader);
  }

  /// Opens the index in a directory and the encoder that it was built with. A [BadInputException]
  /// says why it cannot be searched: missing, damaged, unfinished, of another schema, or of an
  /// encoder that this program does not have.
  public static TextIndex open(Path directory) {
    return open(directory, manifest -> encoder(manifest, directory));
  }

  private static @Nullable SentenceEncoder encoder(Manifest manifest, Path directory) {
    return Encoding.withId(manifest.encoder())
        .orElseThrow(() ->
            new BadInputException(
                "%s: the index was built with encoder %s, which this program does not have"
                    .formatted(directory, manifest.encoder())))
        .open();
  }

  /// Opens the index in a directory with its encoder at hand, which is closed with it.
  static TextIndex open(Path directory, @Nullable SentenceEncoder encoder) {
    return open(
        directory,
        manifest -> {
          manifest.requireEncoder(Manifest.encoderId(encoder), directory);
          return encoder;
        });
  }

  private static TextIndex open(
      Path directory, Function<Manifest, @Nullable SentenceEncoder> encoder) {
    try {
      DirectoryReader reader = IndexFiles.TEXT.open(directory);
      try {
        Manifest manifest = Manifest.fromCommit(reader.getIndexCommit().getUserData(), directory);
        manifest.requireComplete(directory);
        return new TextIndex(manifest, encoder.apply(manifest), reader);
      } catch (RuntimeException e) {
        close(reader);
        throw e;
      }
    } catch (IOException e) {
      throw IndexFiles.TEXT.explain(directory, e);
    }
  }

  /// Indexes documents in memory, for BM25 alone.
  public static TextIndex inMemory(List<Document> documents) {
    Directory files = new ByteBuffersDirectory();
    try (PassageWriter writer = new PassageWriter(files, null)) {
      writer.add(documents);
      writer.merge();
      Manifest manifest = Manifest.of(Corpus.of(documents), null);
      writer.commit(manifest);
      return new TextIndex(manifest, null, DirectoryReader.open(files));
    } catch (IOException e) {
      throw new UncheckedIOException("indexing in memory failed", e);
    }
  }

  @Override
  public String id() {
    return "text-index:%s:%s:%d"
        .formatted(manifest.encoder(), manifest.corpus(), manifest.schema());
  }

  @Override
  public SearchResult search(SearchRequest request) throws InterruptedException {
    return switch (request) {
      case SearchRequest.Text(String query, int top) -> search(query, top);
      case SearchRequest.Image _ ->
          new SearchResult.Refused("Error: this search service has no image index.");
    };
  }

  private SearchResult search(String query, int top) throws InterruptedException {
    if (query.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return new SearchResult.Found(List.of());
    }
    cores.acquire();
    try {
      Ranking ranking = new Ranking(searcher, terms.of(query), vector(query));
      return new SearchResult.Found(pages(ranking, top));
    } catch (IOException e) {
      return new SearchResult.Unavailable("the index cannot be read: " + e.getMessage());
    } finally {
      cores.release();
    }
  }

  private float @Nullable [] vector(String query) {
    return encoder == null ? null : encoder.encode(List.of(query)).getFirst();
  }

  /// The pages of the best passages, each with its best one.
  private List<SearchHit> pages(Ranking ranking, int top) throws IOException {
    for (int depth = DEPTH; ; depth *= 4) {
      TopDocs passages = ranking.top(depth);
      Map<String, SearchHit> pages = new LinkedHashMap<>();
      for (ScoreDoc passage : passages.scoreDocs) {
        if (pages.size() == top) {
          break;
        }
        addPage(passage.doc, ranking.terms(), pages);
      }
      if (pages.size() == top || passages.scoreDocs.length < depth) {
        return List.copyOf(pages.values());
      }
    }
  }

  private void addPage(int passage, List<String> queryTerms, Map<String, SearchHit> pages)
      throws IOException {
    var row = searcher.storedFields().document(passage);
    if (!pages.containsKey(row.get(PassageWriter.ID))) {
      String title = row.get(PassageWriter.TITLE);
      pages.put(
          row.get(PassageWriter.ID),
          new SearchHit(
              title,
              row.get(PassageWriter.URL),
              snippets.snippet(title, row.get(PassageWriter.TEXT), queryTerms),
              row.get(PassageWriter.DATE),
              null));
    }
  }

  @Override
  public void close() {
    try {
      close(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("closing an index failed", e);
    } finally {
      if (encoder != null) {
        encoder.close();
      }
    }
  }

  private static void close(DirectoryReader reader) throws IOException {
    reader.close();
    reader.directory().close();
  }
}
