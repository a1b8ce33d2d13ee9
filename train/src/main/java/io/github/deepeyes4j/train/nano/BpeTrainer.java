package io.github.deepeyes4j.train.nano;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Learns byte-pair merges (arXiv 1508.07909) from texts, over bytes spelled as characters.
final class BpeTrainer {
  /// What merges never reach across: runs of small letters, single capitals, single digits, single
  /// spaces, runs of line ends, runs of punctuation. A word is spelled alike after a space, a
  /// bracket or a capital, which is what a small model needs in order to copy it.
  static final String PRETOKENS = "\\p{Ll}+|\\p{Lu}|\\p{N}|\\n+| |[^\\s\\p{L}\\p{N}]+|\\s|\\p{L}";

  private BpeTrainer() {}

  /// One merge of two neighbours.
  record Merge(String left, String right) {
    String joined() {
      return left + right;
    }
  }

  /// The most frequent pairs, one after the other.
  ///
  /// @param spelling the character that stands for each byte
  static List<Merge> train(List<String> texts, int merges, char[] spelling) {
    List<Word> words = words(texts, spelling);
    List<Merge> learned = new ArrayList<>();
    while (learned.size() < merges) {
      Merge best = mostFrequent(words);
      if (best == null) {
        break;
      }
      learned.add(best);
      words.forEach(word -> word.apply(best));
    }
    return learned;
  }

  /// A distinct pretoken as its current pieces, and how often it occurs.
  private static final class Word {
    private List<String> pieces;
    private final long count;

    Word(List<String> pieces, long count) {
      this.pieces = pieces;
      this.count = count;
    }

    void apply(Merge merge) {
      List<String> merged = new ArrayList<>(pieces.size());
      for (int i = 0; i < pieces.size(); i++) {
        boolean pair =
            i + 1 < pieces.size()
                && pieces.get(i).equals(merge.left)
                && pieces.get(i + 1).equals(merge.right);
        merged.add(pair ? merge.joined() : pieces.get(i));
        i += pair ? 1 : 0;
      }
      pieces = merged;
    }
  }

  private static List<Word> words(List<String> texts, char[] spelling) {
    Map<String, Long> counts = new TreeMap<>();
    Pattern pretokens = Pattern.compile(PRETOKENS);
    for (String text : texts) {
      Matcher matcher = pretokens.matcher(text);
      while (matcher.find()) {
        counts.merge(matcher.group(), 1L, Long::sum);
      }
    }
    List<Word> words = new ArrayList<>();
    counts.forEach((word, count) -> {
      List<String> pieces = new ArrayList<>();
      for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
        pieces.add(String.valueOf(spelling[b & 0xff]));
      }
      words.add(new Word(pieces, count));
    });
    return words;
  }

  private static @org.jspecify.annotations.Nullable Merge mostFrequent(List<Word> words) {
    Map<Merge, Long> pairs = new HashMap<>();
    for (Word word : words) {
      for (int i = 0; i + 1 < word.pieces.size(); i++) {
        pairs.merge(new Merge(word.pieces.get(i), word.pieces.get(i + 1)), word.count, Long::sum);
      }
    }
    return pairs.entrySet().stream()
        .max(
            Map.Entry.<Merge, Long>comparingByValue()
                .thenComparing(e -> e.getKey().joined(), Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }
}
