package io.github.deepeyes4j.core.chat;

import java.util.List;

/// How the next tokens are chosen.
///
/// @param temperature 0 takes the most likely token (greedy); 1 samples the model's own
///   distribution
/// @param topP smallest set of likeliest tokens whose probability reaches this, in (0, 1]
/// @param topK only this many likeliest tokens; 0 for all
/// @param seed of this sequence alone: the same seed gives the same tokens whatever runs beside it
/// @param maxTokens new tokens at most
/// @param stop strings that end the turn; kept at the end of the text
/// @param badWords texts whose tokens are never generated
public record Sampling(
    double temperature,
    double topP,
    int topK,
    long seed,
    int maxTokens,
    List<String> stop,
    List<String> badWords) {
  public Sampling {
    if (!(temperature >= 0) || !(topP > 0 && topP <= 1) || topK < 0 || maxTokens < 1) {
      throw new IllegalArgumentException(
          "temperature %s must be >= 0, top-p %s in (0, 1], top-k %d >= 0, max tokens %d >= 1"
              .formatted(temperature, topP, topK, maxTokens));
    }
    stop = List.copyOf(stop);
    badWords = List.copyOf(badWords);
  }

  public static Sampling greedy(int maxTokens) {
    return new Sampling(0, 1, 0, 0, maxTokens, List.of(), List.of());
  }

  public boolean isGreedy() {
    return temperature == 0;
  }

  public Sampling withSeed(long newSeed) {
    return new Sampling(temperature, topP, topK, newSeed, maxTokens, stop, badWords);
  }

  public Sampling withStop(List<String> newStop, List<String> newBadWords) {
    return new Sampling(temperature, topP, topK, seed, maxTokens, newStop, newBadWords);
  }
}
