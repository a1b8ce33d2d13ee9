package io.github.deepeyes4j.search.text;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/// Knows two meanings, of animals and of metals; other words mean little. Counts what it encodes.
final class FakeEncoder implements SentenceEncoder {
  private static final List<String> ANIMALS = List.of("cat", "tiger", "feline", "kitten");
  private static final List<String> METALS = List.of("iron", "copper", "ore");

  private static final int OTHERS = 30;

  final AtomicInteger encoded = new AtomicInteger();

  @Override
  public String id() {
    return "fake";
  }

  @Override
  public int dimension() {
    return 2 + OTHERS;
  }

  @Override
  public List<float[]> encode(List<String> texts) {
    encoded.addAndGet(texts.size());
    return texts.stream().map(FakeEncoder::vector).toList();
  }

  private static float[] vector(String text) {
    float[] vector = new float[2 + OTHERS];
    for (String word : text.toLowerCase(Locale.ROOT).split("\\W+", -1)) {
      if (ANIMALS.contains(word)) {
        vector[0] += 1;
      } else if (METALS.contains(word)) {
        vector[1] += 1;
      } else {
        vector[2 + Math.floorMod(word.hashCode(), OTHERS)] += 0.2f;
      }
    }
    double squares = 1e-6;
    for (float component : vector) {
      squares += component * component;
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= (float) Math.sqrt(squares);
    }
    return vector;
  }

  @Override
  public void close() {}
}
