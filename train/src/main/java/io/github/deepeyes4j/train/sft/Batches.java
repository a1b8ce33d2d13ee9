package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Groups sequences that are packed into one row. Those of similar length stand together: attention
/// computes neighbours of the same length at once, and no batch holds many short ones and a long
/// one.
final class Batches {
  private Batches() {}

  /// Batches of at most `maxTokens` tokens; a longer sequence stands alone.
  static List<List<Numbered>> of(List<Numbered> sequences, int maxTokens) {
    List<Numbered> sorted = new ArrayList<>(sequences);
    sorted.sort(Comparator.comparingInt(numbered -> numbered.sequence.length()));
    List<List<Numbered>> batches = new ArrayList<>();
    List<Numbered> batch = new ArrayList<>();
    int tokens = 0;
    for (Numbered next : sorted) {
      if (!batch.isEmpty() && tokens + next.sequence.length() > maxTokens) {
        batches.add(batch);
        batch = new ArrayList<>();
        tokens = 0;
      }
      batch.add(next);
      tokens += next.sequence.length();
    }
    if (!batch.isEmpty()) {
      batches.add(batch);
    }
    return batches;
  }

  /// A sequence, the name of the source it came from, and its number there.
  record Numbered(String source, long number, TokenSequence sequence) {}
}
