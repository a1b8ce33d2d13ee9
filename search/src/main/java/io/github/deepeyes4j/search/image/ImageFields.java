package io.github.deepeyes4j.search.image;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;

/// The form of an image index in Lucene: of each picture a block of documents, first one for each
/// window with its colour layout, then one for the picture itself.
final class ImageFields {
  /// On all documents of a block.
  static final String KEY = "key";

  /// On windows: the vector.
  static final String LAYOUT = "layout";

  /// On pictures; [#PICTURE] finds them.
  static final String KIND = "kind";

  static final String DIGEST = "digest";
  static final String TITLE = "title";
  static final String LINK = "link";
  static final String THUMBNAIL = "thumbnail";
  static final String HASH = "hash";

  /// On pictures: the colour layout of the whole, as bytes.
  static final String WHOLE = "whole";

  /// On pictures: the vector.
  static final String EMBEDDING = "embedding";

  static final Term PICTURE = new Term(KIND, "picture");

  private ImageFields() {}

  static List<Document> block(ImageRecord image) {
    List<Document> block = new ArrayList<>();
    for (byte[] layout : image.layouts()) {
      Document window = new Document();
      window.add(new StringField(KEY, image.entry().key(), Field.Store.NO));
      window.add(new KnnByteVectorField(LAYOUT, layout, VectorSimilarityFunction.COSINE));
      block.add(window);
    }
    block.add(picture(image));
    return block;
  }

  private static Document picture(ImageRecord image) {
    Document picture = new Document();
    picture.add(new StringField(KEY, image.entry().key(), Field.Store.YES));
    picture.add(new StringField(KIND, PICTURE.text(), Field.Store.NO));
    picture.add(new StoredField(DIGEST, image.digest()));
    picture.add(new StoredField(TITLE, image.entry().title()));
    picture.add(new StoredField(LINK, image.entry().link()));
    picture.add(new StoredField(THUMBNAIL, image.thumbnail()));
    picture.add(new NumericDocValuesField(HASH, image.hash()));
    picture.add(new StoredField(WHOLE, image.layouts().getFirst()));
    picture.add(
        new KnnFloatVectorField(
            EMBEDDING, image.embedding(), VectorSimilarityFunction.DOT_PRODUCT));
    return picture;
  }
}
