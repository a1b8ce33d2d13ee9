package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All the letters of the reference and no others (LogicVista: Xiao et al., arXiv 2407.04973). The
/// public harness always asks a model for the letters; ours reads them by rule where it can.
final class LetterSet implements Scorer {
  private static final Pattern LETTERS =
      Pattern.compile(
          "[A-H]{1,8}"
              + "|[(\\[]?[A-Z][)\\].]?(?:(?:\\s*(?:,|and|&)\\s*|\\s+)[(\\[]?[A-Z][)\\].]?)*");
  private static final Map<String, String> SINGLE =
      Stream.of("A", "B", "C", "D", "E", "F", "G", "H").collect(Collectors.toMap(l -> l, _ -> ""));

  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    String answer = MathAnswer.finalPart(prediction).replace("**", "").strip();
    if (answer.isEmpty()) {
      return new Grade.Unparsable("no answer");
    }
    Optional<String> read =
        LETTERS.matcher(answer).matches()
            ? Optional.of(sorted(answer))
            : Choices.fixed(prediction, SINGLE);
    if (read.isPresent()) {
      return Grade.of(read.get().equals(sorted(item.answer())), read.get());
    }
    return graders.grade(
        read(item, prediction, graders),
        letters ->
            letters.equals(Choices.NONE)
                ? new Grade.Unparsable("no letter")
                : Grade.of(sorted(letters).equals(sorted(item.answer())), letters));
  }

  /// The capital letters of a text, each once, in order.
  private static String sorted(String text) {
    return String.join(
        "",
        new TreeSet<>(
            text.chars().filter(Character::isUpperCase).mapToObj(Character::toString).toList()));
  }

  private static Reading<String> read(Item item, String prediction, Graders graders)
      throws InterruptedException {
    return graders.read(
        graders.prompts().letters(item, prediction),
        reply -> reply.matches("[A-Z]+") ? Optional.of(reply) : Optional.empty());
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    return graders.grade(
        read(item, prediction, graders),
        letters -> Grade.of(sameLetters(letters, item.answer()), letters));
  }

  /// Compares with repetitions, as the public harness does.
  static boolean sameLetters(String letters, String answer) {
    String wanted =
        Stream.of(answer.split(", ", -1))
            .map(letter -> letter.toLowerCase(Locale.ROOT))
            .sorted()
            .collect(Collectors.joining());
    String given =
        Stream.of(letters.split("", -1))
            .map(letter -> letter.toLowerCase(Locale.ROOT))
            .sorted()
            .collect(Collectors.joining());
    return given.equals(wanted);
  }
}
