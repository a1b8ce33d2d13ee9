package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// Multimodal rotary positions (M-RoPE; Qwen2-VL, arXiv 2409.12191, section 2.1): text counts up on
/// all three axes alike; a picture's cells share the time at which it begins and spread over height
/// and width; text goes on after the picture's longer side.
///
/// @param time position of each token on the time axis, and `height`, `width` likewise
/// @param next the position of the token that follows
public record RopeIndex(int[] time, int[] height, int[] width, int next) {

  public static RopeIndex of(TokenSequence sequence) {
    int length = sequence.length();
    int[] time = new int[length];
    int[] height = new int[length];
    int[] width = new int[length];
    int at = 0;
    int position = 0;
    for (ImageSpan image : sequence.images()) {
      for (; at < image.start(); at++, position++) {
        time[at] = height[at] = width[at] = position;
      }
      int columns = image.grid().cellColumns();
      for (int cell = 0; cell < image.grid().tokens(); cell++, at++) {
        time[at] = position;
        height[at] = position + cell / columns;
        width[at] = position + cell % columns;
      }
      position += Math.max(image.grid().cellRows(), columns);
    }
    for (; at < length; at++, position++) {
      time[at] = height[at] = width[at] = position;
    }
    return new RopeIndex(time, height, width, position);
  }

  /// The positions of the tokens from `start` on.
  public RopeIndex from(int start) {
    return new RopeIndex(
        Arrays.copyOfRange(time, start, time.length),
        Arrays.copyOfRange(height, start, height.length),
        Arrays.copyOfRange(width, start, width.length),
        next);
  }

  /// The positions of sequences that stand one after the other in one row, each counting for
  /// itself.
  public static RopeIndex concat(List<RopeIndex> parts) {
    return new RopeIndex(
        concat(parts, RopeIndex::time),
        concat(parts, RopeIndex::height),
        concat(parts, RopeIndex::width),
        parts.getLast().next);
  }

  private static int[] concat(List<RopeIndex> parts, Function<RopeIndex, int[]> axis) {
    return parts.stream().map(axis).flatMapToInt(Arrays::stream).toArray();
  }

  /// One text token at `position`.
  public static RopeIndex single(int position) {
    int[] one = {position};
    return new RopeIndex(one, one, one, position + 1);
  }
}
