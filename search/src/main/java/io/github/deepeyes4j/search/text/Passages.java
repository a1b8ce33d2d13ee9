package io.github.deepeyes4j.search.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Cuts a text into passages of about [#WORDS] words, between sentences where it can. A passage
/// begins with the end of the one before it, so that what stands across a cut is whole in one of
/// them. Each is a piece of the text as it is written.
final class Passages {
  /// Words of a passage.
  static final int WORDS = 200;

  /// Words at most that two neighbours share.
  static final int OVERLAP = 40;

  /// A rest up to this many words stays with the last passage.
  static final int REST = 60;

  /// Where a line ends, or a sentence in it.
  static final Pattern SENTENCE_END = Pattern.compile("\n|(?<=[.;!?]) (?=\\p{Lu})");

  private static final Pattern WORD = Pattern.compile("\\S+");

  /// A sentence or a piece of a long one.
  ///
  /// @param start offset of its first character
  /// @param end offset behind its last one
  /// @param wordsBefore words of the text before it
  private record Span(int start, int end, int wordsBefore, int words) {}

  private final String text;
  private final List<Span> spans = new ArrayList<>();

  private Passages(String text) {
    this.text = text;
    int start = 0;
    for (MatchResult end : SENTENCE_END.matcher(text).results().toList()) {
      addSentence(start, end.start());
      start = end.end();
    }
    addSentence(start, text.length());
  }

  /// The passages of a text in order; of a blank one a single passage without a word.
  static List<String> of(String text) {
    return new Passages(text).cut();
  }

  private void addSentence(int start, int end) {
    List<MatchResult> words = WORD.matcher(text).region(start, end).results().toList();
    int piece = words.size() <= WORDS ? WORDS : OVERLAP;
    for (int i = 0; i < words.size(); i += piece) {
      int next = Math.min(i + piece, words.size());
      int before = spans.isEmpty() ? 0 : spans.getLast().wordsBefore + spans.getLast().words;
      spans.add(new Span(words.get(i).start(), words.get(next - 1).end(), before, next - i));
    }
  }

  private List<String> cut() {
    List<String> passages = new ArrayList<>();
    int first = 0;
    while (words(first, spans.size()) > WORDS + REST) {
      int next = first + 1;
      while (words(first, next + 1) <= WORDS) {
        next++;
      }
      passages.add(passage(first, next));
      first = overlapStart(first, next);
    }
    passages.add(passage(first, spans.size()));
    return passages;
  }

  /// The first of the sentences before `next` that the following passage repeats.
  private int overlapStart(int first, int next) {
    int start = next;
    while (start - 1 > first && words(start - 1, next) <= OVERLAP) {
      start--;
    }
    return start;
  }

  private int words(int from, int to) {
    if (from == to) {
      return 0;
    }
    Span last = spans.get(to - 1);
    return last.wordsBefore + last.words - spans.get(from).wordsBefore;
  }

  private String passage(int from, int to) {
    return from == to ? "" : text.substring(spans.get(from).start, spans.get(to - 1).end);
  }
}
