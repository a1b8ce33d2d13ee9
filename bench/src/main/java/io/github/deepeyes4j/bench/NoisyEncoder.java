package io.github.deepeyes4j.bench;

import io.github.deepeyes4j.search.text.SentenceEncoder;
import java.util.List;
import java.util.Random;

/// Stands for MiniLM while [NoisyGlosses] are indexed, since MiniLM itself would need hours: a
/// document's vector is the sum of its two glosses' real ones and of noise half as long as either.
record NoisyEncoder(SentenceEncoder real, NoisyGlosses documents, List<float[]> vectors)
    implements SentenceEncoder {
  private static final double NOISE = 0.5;

  NoisyEncoder(SentenceEncoder real, NoisyGlosses documents) {
    this(real, documents, real.encode(documents.glosses()));
  }

  /// The real one's: questions are encoded by it.
  @Override
  public String id() {
    return real.id();
  }

  @Override
  public int dimension() {
    return real.dimension();
  }

  @Override
  public List<float[]> encode(List<String> texts) {
    return texts.parallelStream().map(this::encode).toList();
  }

  /// The number at the end of the title says which glosses it is made of.
  private float[] encode(String text) {
    String title = text.substring(0, text.indexOf('\n'));
    Random random = new Random(Long.parseLong(title.substring(title.lastIndexOf(' ') + 1)));
    NoisyGlosses.Pair pair = documents.pair(random);
    float[] first = vectors.get(pair.first());
    float[] second = vectors.get(pair.second());
    float[] vector = new float[first.length];
    double scale = NOISE / Math.sqrt(vector.length);
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) (first[i] + second[i] + scale * random.nextGaussian());
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  @Override
  public void close() {
    real.close();
  }
}
