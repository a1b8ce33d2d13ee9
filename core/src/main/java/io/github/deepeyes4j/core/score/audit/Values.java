package io.github.deepeyes4j.core.score.audit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers and words of a text, by which one text is recognised in another. Immutable.
record Values(Set<String> words, Set<BigDecimal> numbers) {
  private static final Pattern VALUE =
      Pattern.compile("(?<number>\\d{1,30}(?:\\.\\d{1,30})?)|(?<word>\\p{L}{3,})");

  /// The words and numbers of a text; thousands' commas are left out.
  static Values of(String text) {
    Set<String> words = new HashSet<>();
    Set<BigDecimal> numbers = new HashSet<>();
    Matcher value = VALUE.matcher(text.replaceAll("(?<=\\d),(?=\\d{3}\\b)", ""));
    while (value.find()) {
      if (value.group("number") != null) {
        numbers.add(new BigDecimal(value.group("number")));
      } else {
        words.add(value.group("word").toLowerCase(Locale.ROOT));
      }
    }
    return new Values(words, numbers);
  }

  Values without(Values known) {
    Set<String> newWords = new HashSet<>(words);
    newWords.removeAll(known.words);
    Set<BigDecimal> newNumbers = new HashSet<>(numbers);
    newNumbers.removeAll(known.numbers);
    return new Values(newWords, newNumbers);
  }

  boolean isEmpty() {
    return words.isEmpty() && numbers.isEmpty();
  }

  /// Whether a text holds one of these values; its numbers may be rounded.
  boolean quotedBy(String text) {
    Values other = of(text);
    return words.stream().anyMatch(other.words::contains)
        || numbers.stream()
            .anyMatch(mine -> other.numbers.stream().anyMatch(theirs -> rounds(theirs, mine)));
  }

  private static boolean rounds(BigDecimal rounded, BigDecimal exact) {
    return exact.setScale(rounded.scale(), RoundingMode.HALF_UP).compareTo(rounded) == 0
        || exact.compareTo(rounded) == 0;
  }
}
