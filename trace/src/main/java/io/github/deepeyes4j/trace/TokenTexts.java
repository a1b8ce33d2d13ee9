package io.github.deepeyes4j.trace;

import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import io.github.deepeyes4j.core.tokenizer.StreamDecoder;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the tokens of a turn say, one by one.
@FunctionalInterface
public interface TokenTexts {
  /// No tokenizer is at hand.
  TokenTexts UNKNOWN = _ -> List.of();

  /// The text of each generated token; empty when it is not known. A character that is spread over
  /// tokens stands at its last.
  List<String> of(TurnJson turn);

  /// The texts of a tokenizer, for turns that it reproduces: of a model with another vocabulary
  /// nothing is known.
  static TokenTexts of(Tokenizer tokenizer) {
    return turn -> {
      int size = tokenizer.vocabularySize();
      if (Arrays.stream(turn.tokenIds()).anyMatch(id -> id < 0 || id >= size)) {
        return List.of();
      }
      StreamDecoder decoder = tokenizer.streamDecoder();
      List<String> texts = new ArrayList<>();
      for (int id : turn.tokenIds()) {
        texts.add(decoder.add(id));
      }
      return String.join("", texts).startsWith(turn.text()) ? texts : List.of();
    };
  }
}
