package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.AnswerMatch;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What two examples are compared by: how their pictures look, and what their questions say.
///
/// @param words of the question without those that any question has
/// @param figures its numbers and operators, in order
public record Fingerprint(List<Look> pictures, Set<String> words, List<String> figures)
    implements Serializable {
  /// Share of the shorter question's words that a near-duplicate has in common with it.
  private static final double COMMON = 0.8;

  /// A number, an operator between two things, or a word.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<figure>\\d+(?:[.,]\\d+)*|(?<=[\\d\\s)])[-+*/×÷^](?=[\\d\\s(]))|\\p{L}[\\p{L}\\p{N}]*");

  private static final Set<String> USUAL =
      Set.of(
          ("a an and answer are as at be by calculate can compute count do does evaluate find following for"
                  + " from get give has have how i in is it its many me much name of on or please question"
                  + " s say tell that the there this to was were what when where which who whose with"
                  + " you")
              .split(" "));

  public static Fingerprint of(String question, List<Picture> pictures) {
    Set<String> words = new HashSet<>();
    List<String> figures = new ArrayList<>();
    Matcher token = TOKEN.matcher(AnswerMatch.normalize(question));
    while (token.find()) {
      if (token.group("figure") != null) {
        figures.add(token.group());
      } else if (!USUAL.contains(token.group())) {
        words.add(token.group());
      }
    }
    return new Fingerprint(pictures.stream().map(Look::of).toList(), words, figures);
  }

  /// How far apart two pictures are that may be copies of each other, in mean levels of a channel;
  /// empty when no two of both examples are.
  public OptionalDouble samePicture(Fingerprint other) {
    return pictures.stream()
        .flatMap(mine -> other.pictures.stream().map(mine::copyOf))
        .flatMapToDouble(OptionalDouble::stream)
        .min();
  }

  /// Whether two questions ask nearly the same: the same numbers, and most of the shorter one's
  /// words. One that has hardly any words of its own must have the same ones.
  public boolean sameQuestion(Fingerprint other) {
    if (!figures.equals(other.figures)) {
      return false;
    }
    int shorter = Math.min(words.size(), other.words.size());
    if (shorter < 2 && figures.isEmpty()) {
      return words.equals(other.words);
    }
    return words.stream().filter(other.words::contains).count() >= COMMON * shorter;
  }

  public boolean hasPictures() {
    return !pictures.isEmpty();
  }
}
