package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One letter of five, by rule alone. The public harness takes the first capital letter from A to E
/// anywhere in the answer, so that "Cannot be read" chooses C.
final class LetterChoice implements Scorer {
  private static final Pattern FIRST = Pattern.compile("[ABCDE]");

  /// Cut out before the first letter is looked for. Two pairs stand together by a missing comma in
  /// the public harness.
  private static final List<String> PREFIXES =
      List.of(
          "The best answer is",
          "The correct answer is",
          "The answer is",
          "The answer",
          "The best option isThe correct option is",
          "Best answer:Best option:");

  @Override
  public Grade fixed(Item item, String prediction, Graders graders) {
    Map<String, String> choices =
        item.choices().isEmpty()
            ? Stream.of("A", "B", "C", "D", "E").collect(Collectors.toMap(l -> l, _ -> ""))
            : item.choices();
    return Choices.fixed(prediction, choices)
        .map(letter -> Grade.of(letter.equals(item.answer()), letter))
        .orElse(new Grade.Unparsable("no letter"));
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) {
    return first(prediction)
        .map(letter -> Grade.of(letter.equals(item.answer()), letter))
        .orElse(new Grade.Unparsable("no letter"));
  }

  static Optional<String> first(String prediction) {
    String text = prediction.strip();
    for (String prefix : PREFIXES) {
      text = text.replace(prefix, "");
    }
    Matcher letter = FIRST.matcher(text);
    if (letter.find()) {
      return Optional.of(letter.group());
    }
    // The public harness looks whether the text stands in "(a)", "(b)", and so on.
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    return text.strip().split("\\s+").length > 10
        ? Optional.empty()
        : Stream.of("A", "B", "C", "D", "E")
            .filter(each -> ("(" + each + ")").toLowerCase(java.util.Locale.ROOT).contains(lower))
            .findFirst();
  }
}
