package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.AnswerMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads off a text which choice it takes. Stateless.
final class Choices {
  /// Stands for "none of them".
  static final String NONE = "Z";

  private static final Pattern WRAPPED =
      Pattern.compile("\\\\(?:boxed|text|textbf|mathrm|mathbf)\\{([^{}]*)}");

  /// A letter alone, or before its text with a mark between: `B`, `(B)`, `B. red`, `Option B: red`.
  private static final Pattern LABEL =
      Pattern.compile(
          "(?i:(?:(?:the\\s+)?(?:final|correct|right|best)?\\s*(?:answer|option|choice)\\s*"
              + "(?:is)?\\s*:?\\s*)?)[(\\[]?([A-Z])(?:[)\\]]?\\s*$|[)\\].:,](?:\\s.*)?$)",
          Pattern.DOTALL);

  /// A statement within a text: `the answer is B`, `option (C)`.
  private static final Pattern STATED =
      Pattern.compile(
          "(?i:answer|option|choice)(?i:\\s+(?:is|would be|must be))?\\s*:?\\s*"
              + "(?i:(?:option|choice)\\s+)?[(\\[]?([A-Z])(?=[)\\].,:;!?]|\\s*$|\\s+(?i:because|since|as)\\b)");

  private static final Pattern BRACKETED = Pattern.compile("[(\\[]([A-Z])[)\\]]");

  /// A lone letter; `A` and `I` before another word are words themselves.
  private static final Pattern LETTER =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}'])(?![AI]\\s+(?!(?:or|and)\\b)\\p{Ll})([A-Z])(?![\\p{L}\\p{N}'])");

  private Choices() {}

  /// Our reading, in this order: a letter as a label; the last letter that is stated to be the
  /// answer; a choice's text; one bracketed letter; the one choice whose text stands in the answer
  /// as whole words, the longest where one holds another; one lone letter that is no word.
  ///
  /// @param choices texts by letter; texts may be empty where they are not known
  static Optional<String> fixed(String prediction, Map<String, String> choices) {
    String text = unwrapped(prediction);
    Matcher label = LABEL.matcher(text);
    if (label.matches()
        && choices.containsKey(label.group(1))
        && letters(LETTER, text, choices.keySet()).size() == 1) {
      return Optional.of(label.group(1));
    }
    Optional<String> stated = last(STATED, text, choices.keySet());
    if (stated.isPresent()) {
      return stated;
    }
    String normal = AnswerMatch.normalize(text);
    List<String> equal =
        choices.keySet().stream()
            .filter(letter -> normal.equals(normal(choices, letter)) && !normal.isEmpty())
            .toList();
    if (equal.size() == 1) {
      return Optional.of(equal.getFirst());
    }
    Optional<String> bracketed = only(letters(BRACKETED, text, choices.keySet()));
    if (bracketed.isPresent()) {
      return bracketed;
    }
    Optional<String> contained = contained(normal, choices);
    if (contained.isPresent()) {
      return contained;
    }
    return only(letters(LETTER, text, choices.keySet()));
  }

  private static String unwrapped(String prediction) {
    String text = prediction.strip().replace("**", "").replace("$", "");
    for (String before = ""; !before.equals(text); ) {
      before = text;
      text = WRAPPED.matcher(text).replaceAll("$1");
    }
    return text.strip();
  }

  private static String normal(Map<String, String> choices, String letter) {
    return AnswerMatch.normalize(choices.getOrDefault(letter, ""));
  }

  private static Optional<String> last(Pattern pattern, String text, Collection<String> allowed) {
    Matcher matcher = pattern.matcher(text);
    String found = null;
    while (matcher.find()) {
      found = allowed.contains(matcher.group(1)) ? matcher.group(1) : found;
    }
    return Optional.ofNullable(found);
  }

  private static Set<String> letters(Pattern pattern, String text, Collection<String> allowed) {
    Set<String> found = new LinkedHashSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      if (allowed.contains(matcher.group(1))) {
        found.add(matcher.group(1));
      }
    }
    return found;
  }

  private static Optional<String> only(Set<String> found) {
    return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
  }

  private static Optional<String> contained(String normal, Map<String, String> choices) {
    List<String> found = new ArrayList<>();
    for (String letter : choices.keySet()) {
      String text = normal(choices, letter);
      if (!text.isEmpty() && holdsWords(normal, text)) {
        found.add(letter);
      }
    }
    List<String> longest =
        found.stream()
            .filter(letter ->
                found.stream()
                    .allMatch(other -> holdsWords(normal(choices, letter), normal(choices, other))))
            .toList();
    return longest.size() == 1 ? Optional.of(longest.getFirst()) : Optional.empty();
  }

  private static boolean holdsWords(String text, String words) {
    return Pattern.compile(
            "(?<![\\p{L}\\p{N}])" + Pattern.quote(words) + "(?![\\p{L}\\p{N}])",
            Pattern.UNICODE_CHARACTER_CLASS)
        .matcher(text)
        .find();
  }

  /// As the public harness reads: [#NONE] for a refusal; the one option letter among the tokens, if
  /// it is one of the last four; else the one choice whose text stands in the answer.
  static Optional<String> released(String answer, Map<String, String> choices) {
    Optional<String> option = releasedOption(answer, choices.keySet());
    return option.isPresent() ? option : releasedText(answer, choices);
  }

  private static Optional<String> releasedOption(String answer, Collection<String> letters) {
    if (answer.contains("Failed to obtain answer via API")) {
      return Optional.empty();
    }
    List<String> refusals =
        List.of(
            "Sorry, I can't help with images of people yet.",
            "I can't process this file.",
            "I'm sorry, but without the image provided",
            "Cannot determine the answer");
    if (refusals.stream().anyMatch(answer::contains)) {
      return Optional.of(NONE);
    }
    List<String> tokens =
        List.of(answer.replaceAll("[.()\\[\\],:;!*#{}]", " ").strip().split("\\s+"));
    List<String> there = letters.stream().filter(tokens::contains).toList();
    if (there.size() == 1) {
      return tokens.indexOf(there.getFirst()) > tokens.size() - 5
          ? Optional.of(there.getFirst())
          : Optional.empty();
    }
    return there.isEmpty() && tokens.contains(NONE) ? Optional.of(NONE) : Optional.empty();
  }

  private static Optional<String> releasedText(String answer, Map<String, String> choices) {
    String lower = answer.toLowerCase(Locale.ROOT);
    int room = 2 * choices.values().stream().mapToInt(String::length).sum();
    if (lower.codePointCount(0, lower.length()) > room) {
      return Optional.empty();
    }
    List<String> found =
        choices.entrySet().stream()
            .filter(choice -> lower.contains(choice.getValue().toLowerCase(Locale.ROOT)))
            .map(Map.Entry::getKey)
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
