package io.github.deepeyes4j.core.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A conversation as one flat sequence: what models read and trainers learn from. Token-in,
/// token-out: generated turns stand here with the very tokens that were sampled.
///
/// Arrays are equally long and owned by the sequence: do not write to them.
///
/// @param tokens ids, each picture expanded to its image tokens
/// @param action true where the model itself wrote the token (or, in supervised data, should have)
/// @param logprobs the sampler's log-probability of each generated token, 0 elsewhere
/// @param images in order; every image token belongs to exactly one span
public record TokenSequence(
    int[] tokens, boolean[] action, float[] logprobs, List<ImageSpan> images) {
  public TokenSequence {
    images = List.copyOf(images);
    if (action.length != tokens.length || logprobs.length != tokens.length) {
      throw new IllegalArgumentException(
          "%d tokens, %d action flags, %d log-probabilities"
              .formatted(tokens.length, action.length, logprobs.length));
    }
    int last = 0;
    for (ImageSpan image : images) {
      if (image.start() < last || image.end() > tokens.length) {
        throw new IllegalArgumentException("image span out of place: " + image);
      }
      last = image.end();
    }
  }

  public int length() {
    return tokens.length;
  }

  /// The sequence from token `start` on, without the pictures before.
  ///
  /// @param start not within a picture
  public TokenSequence from(int start) {
    return new TokenSequence(
        Arrays.copyOfRange(tokens, start, tokens.length),
        Arrays.copyOfRange(action, start, tokens.length),
        Arrays.copyOfRange(logprobs, start, tokens.length),
        images.stream()
            .filter(image -> image.start() >= start)
            .map(image -> image.moved(-start))
            .toList());
  }

  /// The first `most` tokens, or fewer: a picture that would be cut is left out, and what comes
  /// after it. The sequence itself when it is no longer than that.
  public TokenSequence upTo(int most) {
    if (tokens.length <= most) {
      return this;
    }
    int end =
        images.stream()
            .filter(image -> image.start() < most && image.end() > most)
            .mapToInt(ImageSpan::start)
            .findFirst()
            .orElse(most);
    return new TokenSequence(
        Arrays.copyOf(tokens, end),
        Arrays.copyOf(action, end),
        Arrays.copyOf(logprobs, end),
        images.stream().filter(image -> image.end() <= end).toList());
  }

  /// Sequences one after the other.
  public static TokenSequence concat(List<TokenSequence> parts) {
    Builder all = new Builder();
    for (TokenSequence part : parts) {
      int start = all.length();
      part.images.forEach(image -> all.images.add(image.moved(start)));
      for (int t = 0; t < part.length(); t++) {
        all.add(part.tokens[t], part.action[t], part.logprobs[t]);
      }
    }
    return all.build();
  }

  /// Collects a sequence piece by piece.
  static final class Builder {
    private int[] tokens = new int[256];
    private boolean[] action = new boolean[256];
    private float[] logprobs = new float[256];
    private final List<ImageSpan> images = new ArrayList<>();
    private int length;

    int length() {
      return length;
    }

    void add(int token, boolean isAction, float logprob) {
      if (length == tokens.length) {
        tokens = Arrays.copyOf(tokens, 2 * length);
        action = Arrays.copyOf(action, 2 * length);
        logprobs = Arrays.copyOf(logprobs, 2 * length);
      }
      tokens[length] = token;
      action[length] = isAction;
      logprobs[length] = logprob;
      length++;
    }

    void add(int[] ids, boolean isAction) {
      for (int id : ids) {
        add(id, isAction, 0);
      }
    }

    void addImage(ImageSpan span, int imageToken) {
      images.add(span);
      for (int i = 0; i < span.grid().tokens(); i++) {
        add(imageToken, false, 0);
      }
    }

    boolean endsWith(int token) {
      return length > 0 && tokens[length - 1] == token;
    }

    TokenSequence build() {
      return new TokenSequence(
          Arrays.copyOf(tokens, length),
          Arrays.copyOf(action, length),
          Arrays.copyOf(logprobs, length),
          images);
    }
  }
}
