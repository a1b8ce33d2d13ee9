package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.agent.SearchHit;
import io.github.deepeyes4j.core.agent.SearchResult;
import io.github.deepeyes4j.core.image.PerceptualHash;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.image.PictureDecoder;
import io.github.deepeyes4j.search.SearchEngine;
import io.github.deepeyes4j.search.SearchRequest;
import io.github.deepeyes4j.search.index.IndexFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.join.BitSetProducer;
import org.apache.lucene.search.join.DiversifyingChildrenByteKnnVectorQuery;
import org.apache.lucene.search.join.QueryBitSetProducer;
import org.apache.lucene.util.BitSet;
import org.apache.lucene.util.BytesRef;

/// Searches an index that [ImageIndexBuilder] made for pictures that look like one. Safe for
/// concurrent use.
///
/// Two orders are made: by what the encoder sees, which finds the same kind of thing in other
/// pictures, and by the [ColorLayout] of the nearest window, which finds the picture that a crop is
/// from. A picture's score is the sum of the reciprocals of its ranks (Cormack et al., "Reciprocal
/// Rank Fusion", 2009). Copies by their [PerceptualHash] come before all others.
public final class ImageIndex implements SearchEngine {
  /// Pictures in each of the two orders.
  private static final int CANDIDATES = 100;

  /// Cosine of the colour layouts of copies at least: the hash sees no colours.
  private static final double COPY_COSINE = 0.99;

  /// A copy's score before its bits are taken off: more than two first ranks.
  private static final double COPY_SCORE = 3;

  private final Path directory;
  private final ImageManifest manifest;
  private final ImageEncoder encoder;
  private final DirectoryReader reader;
  private final IndexSearcher searcher;
  private final BitSetProducer pictures =
      new QueryBitSetProducer(new TermQuery(ImageFields.PICTURE));
  private final Hashes hashes;

  private ImageIndex(
      Path directory, ImageManifest manifest, ImageEncoder encoder, DirectoryReader reader)
      throws IOException {
    this.directory = directory;
    this.manifest = manifest;
    this.encoder = encoder;
    this.reader = reader;
    this.searcher = new IndexSearcher(reader);
    this.hashes = Hashes.read(reader);
  }

  /// Opens an index with the encoder that it was built with, which is closed with it. A
  /// [BadInputException] says what is wrong: damaged, unfinished, of another encoder.
  public static ImageIndex open(Path directory, ImageEncoder encoder) {
    try {
      DirectoryReader reader = IndexFiles.IMAGES.open(directory);
      try {
        ImageManifest manifest =
            ImageManifest.fromCommit(reader.getIndexCommit().getUserData(), directory);
        manifest.requireFinished(directory);
        manifest.requireEncoder(encoder.id(), directory);
        ImageIndex index = new ImageIndex(directory, manifest, encoder, reader);
        index.requireAll();
        return index;
      } catch (IOException | RuntimeException e) {
        close(reader);
        throw e;
      }
    } catch (IOException e) {
      throw IndexFiles.IMAGES.explain(directory, e);
    }
  }

  private void requireAll() {
    if (hashes.size() != manifest.pictures() || hashes.size() == 0) {
      throw new BadInputException(
          "%s: the image index is damaged (%d pictures of %d); delete it and build it again"
              .formatted(directory, hashes.size(), manifest.pictures()));
    }
  }

  @Override
  public String id() {
    return "images-%s-%s".formatted(manifest.encoder(), manifest.digest());
  }

  @Override
  public SearchResult search(SearchRequest request) {
    return switch (request) {
      case SearchRequest.Text _ ->
          new SearchResult.Refused("Error: this engine searches by picture only.");
      case SearchRequest.Image(Picture picture, int top) -> {
        try {
          yield new SearchResult.Found(hits(picture, top));
        } catch (IOException | BadInputException e) {
          yield new SearchResult.Unavailable("the image index cannot be read: " + e.getMessage());
        }
      }
    };
  }

  private List<SearchHit> hits(Picture picture, int top) throws IOException {
    byte[] layout = ColorLayout.of(picture);
    Map<Integer, Double> scores = new HashMap<>();
    addReciprocalRanks(byLayout(layout), scores);
    addReciprocalRanks(byEmbedding(encoder.encode(picture)), scores);
    for (Hashes.Near near : hashes.near(PerceptualHash.of(picture), CANDIDATES)) {
      if (Vectors.cosine(layout, bytes(near.doc(), ImageFields.WHOLE)) >= COPY_COSINE) {
        scores.merge(near.doc(), COPY_SCORE - near.bits() / 64.0, Double::sum);
      }
    }
    List<Integer> best =
        scores.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Double>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(top)
            .map(Map.Entry::getKey)
            .toList();
    List<SearchHit> hits = new ArrayList<>();
    for (int doc : best) {
      hits.add(hit(doc));
    }
    return hits;
  }

  private static void addReciprocalRanks(List<Integer> ordered, Map<Integer, Double> scores) {
    for (int i = 0; i < ordered.size(); i++) {
      scores.merge(ordered.get(i), 1.0 / (i + 1), Double::sum);
    }
  }

  /// Pictures whose nearest windows have the nearest colours.
  private List<Integer> byLayout(byte[] layout) throws IOException {
    Query query =
        new DiversifyingChildrenByteKnnVectorQuery(
            ImageFields.LAYOUT, layout, null, CANDIDATES, pictures);
    List<Integer> found = new ArrayList<>();
    for (ScoreDoc window : searcher.search(query, CANDIDATES).scoreDocs) {
      List<LeafReaderContext> leaves = reader.leaves();
      LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(window.doc, leaves));
      BitSet blockEnds = pictures.getBitSet(leaf);
      found.add(leaf.docBase + blockEnds.nextSetBit(window.doc - leaf.docBase));
    }
    return found;
  }

  private List<Integer> byEmbedding(float[] embedding) throws IOException {
    Query query = new KnnFloatVectorQuery(ImageFields.EMBEDDING, embedding, CANDIDATES);
    List<Integer> found = new ArrayList<>();
    for (ScoreDoc picture : searcher.search(query, CANDIDATES).scoreDocs) {
      found.add(picture.doc);
    }
    return found;
  }

  private SearchHit hit(int doc) throws IOException {
    Document picture =
        searcher.storedFields().document(doc, Set.of(ImageFields.TITLE, ImageFields.LINK));
    String title = picture.get(ImageFields.TITLE);
    return new SearchHit(
        title,
        picture.get(ImageFields.LINK),
        null,
        null,
        PictureDecoder.decode(bytes(doc, ImageFields.THUMBNAIL), "the thumbnail of " + title));
  }

  private byte[] bytes(int doc, String field) throws IOException {
    BytesRef bytes = searcher.storedFields().document(doc, Set.of(field)).getBinaryValue(field);
    return Arrays.copyOfRange(bytes.bytes, bytes.offset, bytes.offset + bytes.length);
  }

  @Override
  public void close() {
    try {
      close(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("closing an index failed", e);
    }
    encoder.close();
  }

  private static void close(DirectoryReader reader) throws IOException {
    reader.close();
    reader.directory().close();
  }
}
