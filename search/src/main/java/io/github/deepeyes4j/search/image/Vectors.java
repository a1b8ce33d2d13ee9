package io.github.deepeyes4j.search.image;

/// Arithmetic of feature vectors.
final class Vectors {
  private Vectors() {}

  /// The vector's direction: the same array, scaled to length 1.
  ///
  /// @param name of what made it, for the message when it has no direction
  static float[] unit(float[] vector, String name) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw new IllegalStateException(name + " made a vector without a direction");
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  /// Cosine of the angle between two vectors of bytes; 0 when one is all zeros.
  static double cosine(byte[] a, byte[] b) {
    long dot = 0;
    long squaresA = 0;
    long squaresB = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      squaresA += a[i] * a[i];
      squaresB += b[i] * b[i];
    }
    return squaresA == 0 || squaresB == 0 ? 0 : dot / Math.sqrt((double) squaresA * squaresB);
  }
}
