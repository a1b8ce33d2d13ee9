package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.PerceptualHash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;

/// The perceptual hashes of all pictures of an index, in memory: 12 bytes each. Immutable.
///
/// @param docs Lucene's numbers of the pictures
/// @param hashes theirs, in the same order
record Hashes(int[] docs, long[] hashes) {
  /// A picture whose hash is near.
  ///
  /// @param bits in which it differs
  record Near(int doc, int bits) {}

  static Hashes read(IndexReader reader) throws IOException {
    List<Integer> docs = new ArrayList<>();
    List<Long> hashes = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      NumericDocValues values = DocValues.getNumeric(leaf.reader(), ImageFields.HASH);
      while (values.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
        docs.add(leaf.docBase + values.docID());
        hashes.add(values.longValue());
      }
    }
    return new Hashes(
        docs.stream().mapToInt(Integer::intValue).toArray(),
        hashes.stream().mapToLong(Long::longValue).toArray());
  }

  int size() {
    return docs.length;
  }

  /// The nearest pictures that differ in few enough bits to be copies, nearest first.
  List<Near> near(long hash, int limit) {
    List<Near> near = new ArrayList<>();
    for (int i = 0; i < docs.length; i++) {
      int bits = PerceptualHash.distance(hash, hashes[i]);
      if (bits <= PerceptualHash.COPY_BITS) {
        near.add(new Near(docs[i], bits));
      }
    }
    near.sort(Comparator.comparingInt(Near::bits));
    return near.subList(0, Math.min(limit, near.size()));
  }
}
