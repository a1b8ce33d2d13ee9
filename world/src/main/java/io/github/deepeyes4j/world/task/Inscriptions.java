package io.github.deepeyes4j.world.task;

import io.github.deepeyes4j.world.assets.Assets;
import io.github.deepeyes4j.world.assets.Document;
import io.github.deepeyes4j.world.assets.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// The texts that stand on boards: numbers, codes, and words of one split.
final class Inscriptions {
  private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private final List<String> words;

  Inscriptions(Assets assets, Split split) {
    this.words =
        assets.documents().stream()
            .map(Document::title)
            .flatMap(title -> Arrays.stream(title.split("\\W+")))
            .filter(word -> word.matches("[A-Za-z]{3,6}"))
            .map(word -> word.toUpperCase(Locale.ROOT))
            .distinct()
            .sorted()
            .filter(word -> Split.of("word:" + word) == split)
            .toList();
  }

  /// What a board bears, and what a question calls it.
  record Inscription(Noun noun, String text) {}

  /// The kinds of text, and how one asks for them; `%s` stands for the board.
  enum Noun {
    NUMBER(
        "What number is on %s?",
        "Which number does %s show?", "What is the number on %s?", "Read the number on %s."),
    CODE("What code is on %s?", "Which code is printed on %s?", "Read the code on %s."),
    WORD("What word is on %s?", "What does %s say?", "Read the word on %s.");

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<String> questions;

    Noun(String... questions) {
      this.questions = List.of(questions);
    }

    List<String> questions() {
      return questions;
    }
  }

  Inscription any(SplittableRandom random) {
    return switch (random.nextInt(5)) {
      case 0, 1 -> number(random, random.nextInt(2, 5));
      case 2, 3 -> new Inscription(Noun.CODE, code(random));
      default -> new Inscription(Noun.WORD, Pick.from(random, words));
    };
  }

  Inscription number(SplittableRandom random, int digits) {
    return new Inscription(Noun.NUMBER, String.valueOf(Pick.number(random, digits)));
  }

  /// Something short enough to be set large.
  Inscription big(SplittableRandom random) {
    return random.nextInt(3) > 0
        ? number(random, random.nextInt(1, 3))
        : new Inscription(Noun.CODE, "" + letter(random) + letter(random));
  }

  private static String code(SplittableRandom random) {
    return switch (random.nextInt(3)) {
      case 0 -> "%c%c-%d".formatted(letter(random), letter(random), Pick.number(random, 2));
      case 1 -> "%c%d-%d".formatted(letter(random), Pick.number(random, 1), Pick.number(random, 2));
      default -> "%d%c%c".formatted(Pick.number(random, 2), letter(random), letter(random));
    };
  }

  private static char letter(SplittableRandom random) {
    return LETTERS.charAt(random.nextInt(LETTERS.length()));
  }
}
