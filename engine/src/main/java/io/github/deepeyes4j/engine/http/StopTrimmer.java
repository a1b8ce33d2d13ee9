package io.github.deepeyes4j.engine.http;

import io.github.deepeyes4j.core.chat.FinishReason;
import java.util.List;

/// Cuts the stop string off the end of a text that arrives piece by piece. What may be the
/// beginning of a stop string is held back until the next piece tells. Confined to one thread.
final class StopTrimmer {
  private final List<String> stops;
  private final StringBuilder held = new StringBuilder();

  /// @param stops none of them empty; no strings let every text through as it is
  StopTrimmer(List<String> stops) {
    this.stops = List.copyOf(stops);
  }

  /// The next piece; what may be passed on.
  String add(String piece) {
    held.append(piece);
    int sure = held.length() - undecided();
    String text = held.substring(0, sure);
    held.delete(0, sure);
    return text;
  }

  /// The end of the text; what was still held back, without the stop string that ended it.
  String finish(FinishReason finish) {
    int end = held.length();
    if (finish == FinishReason.STOP_STRING) {
      end -= stops.stream().filter(this::endsWith).mapToInt(String::length).max().orElse(0);
    }
    return held.substring(0, end);
  }

  private boolean endsWith(String stop) {
    return held.length() >= stop.length()
        && held.substring(held.length() - stop.length()).equals(stop);
  }

  /// Length of the longest end of the text with which a stop string begins.
  private int undecided() {
    int longest = 0;
    for (String stop : stops) {
      for (int length = Math.min(stop.length(), held.length()); length > longest; length--) {
        if (endsWith(stop.substring(0, length))) {
          longest = length;
        }
      }
    }
    return longest;
  }
}
