package io.github.deepeyes4j.search;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.Digests;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/// BM25 over the titles and texts of a corpus, indexed in memory when it is opened. A word that the
/// corpus does not know matches words one edit away. Safe for concurrent use.
public final class LocalSearch implements SearchEngine {
  private static final float TITLE_BOOST = 3;

  private final String id;
  private final Directory directory;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final Terms terms;
  private final Snippets snippets;

  private LocalSearch(String id, Directory directory, Terms terms) throws IOException {
    this.id = id;
    this.directory = directory;
    this.reader = DirectoryReader.open(directory);
    this.searcher = new IndexSearcher(reader);
    this.terms = terms;
    this.snippets = new Snippets(terms);
  }

  /// Indexes a file of JSON lines `{id, title, url, date, text}`.
  public static LocalSearch open(Path corpus) {
    List<Document> documents = new ArrayList<>();
    Document.readAll(corpus, documents::add);
    if (documents.isEmpty()) {
      throw new BadInputException(corpus + ": an empty corpus");
    }
    return over(documents);
  }

  /// Indexes documents.
  public static LocalSearch over(List<Document> documents) {
    EnglishAnalyzer analyzer = new EnglishAnalyzer();
    Directory directory = new ByteBuffersDirectory();
    try {
      try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
        for (Document document : documents) {
          add(writer, document);
        }
      }
      String id = "local-" + Digests.sha256(documents.toString());
      return new LocalSearch(id, directory, new Terms(analyzer));
    } catch (IOException e) {
      throw new UncheckedIOException("indexing in memory failed", e);
    }
  }

  private static void add(IndexWriter writer, Document document) throws IOException {
    var fields = new org.apache.lucene.document.Document();
    fields.add(new TextField("title", document.title(), Field.Store.YES));
    fields.add(new TextField("text", document.text(), Field.Store.YES));
    fields.add(new StoredField("url", document.url()));
    if (document.date() != null) {
      fields.add(new StoredField("date", document.date()));
    }
    writer.addDocument(fields);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public SearchResult search(SearchRequest request) {
    return switch (request) {
      case SearchRequest.Text(String query, int top) -> find(query, top);
      case SearchRequest.Image _ ->
          new SearchResult.Refused("Error: this search service has no image index.");
    };
  }

  private SearchResult find(String query, int top) {
    try {
      List<String> queryTerms = terms.of(query);
      List<SearchHit> hits = new ArrayList<>();
      for (ScoreDoc found : searcher.search(query(queryTerms), top).scoreDocs) {
        var document = searcher.storedFields().document(found.doc);
        hits.add(
            new SearchHit(
                document.get("title"),
                document.get("url"),
                snippets.snippet(document.get("title"), document.get("text"), queryTerms),
                document.get("date"),
                null));
      }
      return new SearchResult.Found(hits);
    } catch (IOException e) {
      return new SearchResult.Unavailable("the index cannot be read: " + e.getMessage());
    }
  }

  private Query query(List<String> queryTerms) throws IOException {
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (String term : queryTerms) {
      query.add(new BoostQuery(word("title", term), TITLE_BOOST), BooleanClause.Occur.SHOULD);
      query.add(word("text", term), BooleanClause.Occur.SHOULD);
    }
    return query.build();
  }

  private Query word(String field, String term) throws IOException {
    boolean known =
        reader.docFreq(new Term("title", term)) > 0 || reader.docFreq(new Term("text", term)) > 0;
    Term exact = new Term(field, term);
    return known || term.length() < 4 ? new TermQuery(exact) : new FuzzyQuery(exact, 1);
  }

  @Override
  public void close() {
    try {
      reader.close();
      directory.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing an index in memory failed", e);
    }
  }
}
