package io.github.deepeyes4j.search.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MiniLmTest {
  private static final MiniLm ENCODER = MiniLm.load();

  @AfterAll
  static void close() {
    ENCODER.close();
  }

  private static double cosine(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double cosine(String a, String b) {
    List<float[]> vectors = ENCODER.encode(List.of(a, b));
    return cosine(vectors.get(0), vectors.get(1));
  }

  /// The values are the unquantized model's, computed with Python's onnxruntime and tokenizers.
  @Test
  void agreesWithTheModelInFullPrecision() {
    float[] vector = ENCODER.encode(List.of("The highest mountain of the country")).getFirst();
    assertThat(vector).hasSize(ENCODER.dimension());
    assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-5));
    float[] expected = {-0.0426f, 0.0522f, -0.0544f, 0.0042f, -0.0522f, -0.0502f};
    for (int i = 0; i < expected.length; i++) {
      assertThat(vector[i]).isCloseTo(expected[i], within(0.015f));
    }
  }

  @Test
  void whatMeansTheSameIsClose() {
    String peak = "What is its loftiest peak?";
    assertThat(cosine("The highest mountain of the country", peak)).isBetween(0.48, 0.6);
    assertThat(cosine("Copper is a metal", peak)).isLessThan(0.1);
  }

  @Test
  void aVectorDoesNotDependOnItsNeighbours() {
    List<String> texts = List.of("copper", "A kitten plays with wool", "word ".repeat(2000), "");
    List<float[]> together = ENCODER.encode(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(ENCODER.encode(texts.subList(i, i + 1)).getFirst()).isEqualTo(together.get(i));
    }
  }
}
