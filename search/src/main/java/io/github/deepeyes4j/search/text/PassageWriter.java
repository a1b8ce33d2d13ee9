package io.github.deepeyes4j.search.text;

import io.github.deepeyes4j.search.index.IndexFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/// Writes documents as their passages: the one place that knows the fields. What is not committed
/// is lost at [#close()]. For one thread.
final class PassageWriter implements AutoCloseable {
  static final String ID = "id";
  static final String TITLE = "title";
  static final String URL = "url";
  static final String DATE = "date";
  static final String TEXT = "text";
  static final String VECTOR = "vector";

  /// Counts the passages of a document.
  private static final String NUMBER = "number";

  /// The digest of the document that a passage is of.
  private static final String DIGEST = "digest";

  /// Of memory, before a segment is written.
  private static final double BUFFER_MB = 256;

  /// That make one graph: the calling one and at least one of the common pool.
  private static final int MERGE_THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /// Segments before some are merged. Merging makes their graphs anew, so it is put off.
  private static final int SEGMENTS = 100;

  /// Passages that score alike come in this order, whatever the order in which they were indexed.
  private static final Sort ORDER =
      new Sort(
          new SortField(ID, SortField.Type.STRING), new SortField(NUMBER, SortField.Type.LONG));

  private final @Nullable SentenceEncoder encoder;
  private final IndexWriter writer;

  /// Opens the directory's index or makes one; nobody else can write there until [#close()].
  PassageWriter(Directory directory, @Nullable SentenceEncoder encoder) throws IOException {
    this.encoder = encoder;
    this.writer =
        new IndexWriter(
            directory,
            new IndexWriterConfig(analyzer())
                .setIndexSort(ORDER)
                .setCodec(new PassageCodec())
                .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(SEGMENTS))
                .setRAMBufferSizeMB(BUFFER_MB)
                .setCommitOnClose(false));
  }

  static Analyzer analyzer() {
    return new EnglishAnalyzer();
  }

  /// Vectors of 8 bits a component in a graph (HNSW), beside the full ones that merging needs. A
  /// segment of a few thousand has no graph: all of its vectors are compared.
  private static final class PassageCodec extends Lucene104Codec {
    private static final int NO_GRAPH = 1000;

    private final KnnVectorsFormat vectors =
        new Lucene104HnswScalarQuantizedVectorsFormat(
            ScalarEncoding.UNSIGNED_BYTE,
            Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
            Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
            MERGE_THREADS,
            ForkJoinPool.commonPool(),
            NO_GRAPH);

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return vectors;
    }
  }

  /// What the last commit says; empty for a new index.
  Map<String, String> commitData() {
    Map<String, String> data = new HashMap<>();
    var entries = writer.getLiveCommitData();
    if (entries != null) {
      entries.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
    }
    return data;
  }

  /// The digests of the documents that are there, by id.
  Map<String, String> digests() throws IOException {
    Map<String, String> digests = new HashMap<>();
    try (DirectoryReader reader = DirectoryReader.open(writer)) {
      IndexFiles.checkIntegrity(reader);
      for (LeafReaderContext leaf : reader.leaves()) {
        addDigests(leaf.reader(), digests);
      }
    }
    return digests;
  }

  private static void addDigests(LeafReader leaf, Map<String, String> digests) throws IOException {
    Bits live = leaf.getLiveDocs();
    SortedDocValues ids = leaf.getSortedDocValues(ID);
    SortedDocValues values = leaf.getSortedDocValues(DIGEST);
    for (int doc = 0; doc < leaf.maxDoc(); doc++) {
      if (live == null || live.get(doc)) {
        ids.advanceExact(doc);
        values.advanceExact(doc);
        digests.put(
            ids.lookupOrd(ids.ordValue()).utf8ToString(),
            values.lookupOrd(values.ordValue()).utf8ToString());
      }
    }
  }

  /// Adds documents; none with the id of one of them may be there.
  void add(List<Document> documents) throws IOException {
    Iterator<float[]> vectors = vectors(documents).iterator();
    for (Document document : documents) {
      int number = 0;
      for (String passage : Passages.of(document.text())) {
        var row = row(document, number++, passage);
        if (vectors.hasNext()) {
          row.add(
              new KnnFloatVectorField(
                  VECTOR, vectors.next(), VectorSimilarityFunction.DOT_PRODUCT));
        }
        writer.addDocument(row);
      }
    }
  }

  /// A vector for each passage of the documents in order; none without an encoder.
  private List<float[]> vectors(List<Document> documents) {
    if (encoder == null) {
      return List.of();
    }
    return encoder.encode(
        documents.stream()
            .flatMap(document ->
                Passages.of(document.text()).stream()
                    .map(passage -> document.title() + "\n" + passage))
            .toList());
  }

  private static org.apache.lucene.document.Document row(
      Document document, int number, String passage) {
    var row = new org.apache.lucene.document.Document();
    row.add(new StringField(ID, document.id(), Field.Store.YES));
    row.add(new SortedDocValuesField(ID, new BytesRef(document.id())));
    row.add(new NumericDocValuesField(NUMBER, number));
    row.add(new SortedDocValuesField(DIGEST, new BytesRef(document.digest())));
    row.add(new TextField(TITLE, document.title(), Field.Store.YES));
    row.add(new TextField(TEXT, passage, Field.Store.YES));
    row.add(new StoredField(URL, document.url()));
    if (document.date() != null) {
      row.add(new StoredField(DATE, document.date()));
    }
    return row;
  }

  /// Removes a document.
  void delete(String id) throws IOException {
    writer.deleteDocuments(new Term(ID, id));
  }

  /// Makes what was done so far last, under a manifest that says whether it is all.
  void commit(Manifest manifest) throws IOException {
    writer.setLiveCommitData(manifest.toCommit().entrySet());
    writer.commit();
  }

  /// Merges everything into one segment: one graph is walked faster than several, and the words'
  /// statistics no longer count what was removed.
  void merge() throws IOException {
    writer.forceMerge(1);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
