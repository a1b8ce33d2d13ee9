package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Groups sequences of similar length, so that little is padding.
final class Batches {
  private Batches() {}

  /// Batches of at most `maxTokens` tokens, padding included; a longer sequence stands alone.
  static List<List<Numbered>> of(List<Numbered> sequences, int maxTokens) {
    List<Numbered> sorted = new ArrayList<>(sequences);
    sorted.sort(Comparator.comparingInt(numbered -> numbered.sequence.length()));
    List<List<Numbered>> batches = new ArrayList<>();
    List<Numbered> batch = new ArrayList<>();
    for (Numbered next : sorted) {
      if (!batch.isEmpty() && (batch.size() + 1) * next.sequence.length() > maxTokens) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(next);
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  /// A sequence and the name of the source it came from.
  record Numbered(String source, TokenSequence sequence) {}
}
