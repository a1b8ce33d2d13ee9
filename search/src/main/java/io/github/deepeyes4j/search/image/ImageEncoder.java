package io.github.deepeyes4j.search.image;

import io.github.deepeyes4j.core.image.Picture;

/// Turns pictures into vectors whose cosine says how much alike they show. Safe for concurrent use.
public interface ImageEncoder extends AutoCloseable {
  /// Names the model and how it is fed: vectors of encoders of one name can be compared.
  String id();

  /// Components of a vector.
  int dimension();

  /// The picture's vector, of length 1.
  float[] encode(Picture picture);

  @Override
  void close();
}
