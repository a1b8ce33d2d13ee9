package io.github.deepeyes4j.core.score.reward;

import java.util.Optional;

/// What a reward reads off a response.
///
/// @param wellFormed whether the response keeps the grammar
/// @param claim the answer to judge; empty when there is none to judge, so that accuracy is 0
/// @param searched whether searching has its price
record Reading(boolean wellFormed, Optional<String> claim, boolean searched) {
  /// An answer that is no answer: wrong and ill-formed, whatever it says.
  static Reading rejected(boolean searched) {
    return new Reading(false, Optional.empty(), searched);
  }

  /// Whether a tag opens as often as it closes.
  static boolean balanced(String text, String tag) {
    return count(text, "<" + tag + ">") == count(text, "</" + tag + ">");
  }

  static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  /// What follows the last complete thought; the whole text when there is none.
  static String afterThought(String text) {
    int end = text.lastIndexOf("</think>");
    return end < 0 ? text : text.substring(end + "</think>".length());
  }

  /// A response that begins in a thought: the opening tag may have been part of the prompt.
  static String opened(String text) {
    return text.startsWith("<think>") ? text : "<think>" + text;
  }
}
