package io.github.deepeyes4j.search.text;

import java.util.List;

/// Turns texts into vectors whose cosine says how close two texts are in meaning. Safe for
/// concurrent use.
public interface SentenceEncoder extends AutoCloseable {
  /// Names model and precision: vectors of encoders of one name can be compared.
  String id();

  /// Components of a vector.
  int dimension();

  /// A vector of length 1 for each text. A text's vector does not depend on the others.
  List<float[]> encode(List<String> texts);

  @Override
  void close();
}
