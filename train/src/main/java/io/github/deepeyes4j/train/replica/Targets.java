package io.github.deepeyes4j.train.replica;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.Arrays;
import java.util.List;

/// Which hidden states of packed sequences predict action tokens, and which tokens.
///
/// @param places indices into the row in which the sequences stand one after the other: the place
///   before each action token
/// @param tokens the action tokens
/// @param perSequence how many of them belong to each sequence
public record Targets(int[] places, int[] tokens, int[] perSequence) {

  public static Targets of(List<TokenSequence> sequences) {
    int length = sequences.stream().mapToInt(TokenSequence::length).sum();
    int[] places = new int[length];
    int[] tokens = new int[length];
    int[] perSequence = new int[sequences.size()];
    int count = 0;
    int start = 0;
    for (int i = 0; i < perSequence.length; i++) {
      TokenSequence sequence = sequences.get(i);
      int before = count;
      for (int t = 1; t < sequence.length(); t++) {
        if (sequence.action()[t]) {
          places[count] = start + t - 1;
          tokens[count++] = sequence.tokens()[t];
        }
      }
      perSequence[i] = count - before;
      start += sequence.length();
    }
    return new Targets(Arrays.copyOf(places, count), Arrays.copyOf(tokens, count), perSequence);
  }

  public static long count(TokenSequence sequence) {
    long count = 0;
    for (int t = 1; t < sequence.length(); t++) {
      count += sequence.action()[t] ? 1 : 0;
    }
    return count;
  }
}
