package io.github.deepeyes4j.train.replica;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.Arrays;
import java.util.List;

/// Which hidden states of a padded batch predict action tokens, and which tokens.
///
/// @param places indices into the flattened `B x T` batch: the place before each action token
/// @param tokens the action tokens
/// @param perRow how many of them belong to each row
public record Targets(int[] places, int[] tokens, int[] perRow) {

  public static Targets of(List<TokenSequence> sequences) {
    int width = sequences.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    int[] places = new int[sequences.size() * width];
    int[] tokens = new int[places.length];
    int[] perRow = new int[sequences.size()];
    int count = 0;
    for (int row = 0; row < perRow.length; row++) {
      TokenSequence sequence = sequences.get(row);
      int before = count;
      for (int t = 1; t < sequence.length(); t++) {
        if (sequence.action()[t]) {
          places[count] = row * width + t - 1;
          tokens[count++] = sequence.tokens()[t];
        }
      }
      perRow[row] = count - before;
    }
    return new Targets(Arrays.copyOf(places, count), Arrays.copyOf(tokens, count), perRow);
  }

  public static long count(TokenSequence sequence) {
    long count = 0;
    for (int t = 1; t < sequence.length(); t++) {
      count += sequence.action()[t] ? 1 : 0;
    }
    return count;
  }
}
