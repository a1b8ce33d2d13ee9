package io.github.deepeyes4j.data.stage;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Finds what is there already: examples that repeat an earlier one, and examples that give a
/// benchmark away.
///
/// With pictures, a repetition shows the same picture and asks the same; a picture of a benchmark
/// is enough to give it away, whatever is asked. Without pictures the questions decide. Every pair
/// is compared.
public final class Duplicates {
  private Duplicates() {}

  /// A named fingerprint.
  public record Print(String name, Fingerprint fingerprint) implements Serializable {}

  /// What an example is too much like.
  ///
  /// @param by `picture` or `question`
  /// @param distance of the pictures, in mean levels of a channel; 0 for questions
  public record Match(String other, String by, double distance) {}

  /// For each print the first one before it that it repeats. What is itself a repetition counts for
  /// none.
  public static List<Optional<Match>> within(List<Print> prints) {
    List<Print> kept = new ArrayList<>();
    List<Optional<Match>> matches = new ArrayList<>();
    for (Print print : prints) {
      Optional<Match> match =
          kept.stream().flatMap(other -> repeats(print, other).stream()).findFirst();
      if (match.isEmpty()) {
        kept.add(print);
      }
      matches.add(match);
    }
    return matches;
  }

  private static Optional<Match> repeats(Print print, Print other) {
    Fingerprint mine = print.fingerprint;
    Fingerprint theirs = other.fingerprint;
    if (mine.hasPictures() != theirs.hasPictures() || !mine.sameQuestion(theirs)) {
      return Optional.empty();
    }
    if (!mine.hasPictures()) {
      return Optional.of(new Match(other.name, "question", 0));
    }
    return byPicture(mine, other);
  }

  /// What of the benchmarks an example gives away, if anything.
  public static Optional<Match> against(Fingerprint fingerprint, List<Print> benchmarks) {
    return benchmarks.stream().flatMap(other -> reveals(fingerprint, other).stream()).findFirst();
  }

  private static Optional<Match> reveals(Fingerprint mine, Print benchmark) {
    Optional<Match> picture = byPicture(mine, benchmark);
    boolean sameText =
        !mine.hasPictures()
            && !benchmark.fingerprint.hasPictures()
            && mine.sameQuestion(benchmark.fingerprint);
    return picture.isEmpty() && sameText
        ? Optional.of(new Match(benchmark.name, "question", 0))
        : picture;
  }

  private static Optional<Match> byPicture(Fingerprint mine, Print other) {
    OptionalDouble distance = mine.samePicture(other.fingerprint);
    return distance.isPresent()
        ? Optional.of(new Match(other.name, "picture", distance.getAsDouble()))
        : Optional.empty();
  }
}
