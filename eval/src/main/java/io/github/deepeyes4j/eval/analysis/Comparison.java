package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.eval.analysis.Behaviour.Seen;
import io.github.deepeyes4j.eval.statistics.Estimate;
import io.github.deepeyes4j.eval.statistics.Paired;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/// Two runs on the questions that both were asked, question by question.
///
/// @param questions that both were asked and somebody scored in both
/// @param leftOut questions that only one was asked, or that were not scored
/// @param firstAccuracy of these questions; of several episodes of one, their mean
/// @param difference of the second run to the first, by a bootstrap over pictures
/// @param pairs null when a question was asked several times
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Comparison(
    String first,
    String second,
    long questions,
    long leftOut,
    double firstAccuracy,
    double secondAccuracy,
    Estimate difference,
    @Nullable Pairs pairs) {

  /// How single questions went.
  ///
  /// @param p how likely a split as uneven as that between the two kinds of single rights is when
  ///   both are equally likely: McNemar's test in its exact form, two-sided (Q. McNemar, 1947)
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  public record Pairs(
      long both, long neither, List<Both> onlyFirst, List<Both> onlySecond, double p) {}

  /// One question in both runs.
  public record Both(Seen first, Seen second) {}

  /// Compares two runs; a [BadInputException] says that they share no question.
  static Comparison of(EpisodeSet first, EpisodeSet second) {
    Paired<List<Episode>> paired =
        Paired.of(byQuestion(first), byQuestion(second), episodes -> episodes.getFirst().picture())
            .where(pair -> isScored(pair.first()) && isScored(pair.second()));
    if (paired.pairs().isEmpty()) {
      throw new BadInputException(
          "%s and %s share no scored question; --apart analyses them without a comparison"
              .formatted(first.name(), second.name()));
    }
    boolean single =
        paired.pairs().stream().allMatch(pair -> pair.first().size() + pair.second().size() == 2);
    return new Comparison(
        first.name(),
        second.name(),
        paired.pairs().size(),
        paired.leftOut(),
        accuracy(paired.pairs().stream().map(Paired.Pair::first).toList()),
        accuracy(paired.pairs().stream().map(Paired.Pair::second).toList()),
        paired
            .difference(clusters ->
                Map.of("right", accuracy(clusters.stream().flatMap(List::stream).toList())))
            .firstEntry()
            .getValue(),
        single ? pairs(paired) : null);
  }

  private static Map<String, List<Episode>> byQuestion(EpisodeSet set) {
    return set.episodes().stream()
        .collect(Collectors.groupingBy(Episode::id, LinkedHashMap::new, Collectors.toList()));
  }

  private static boolean isScored(List<Episode> episodes) {
    return episodes.stream().allMatch(episode -> episode.right() != null);
  }

  /// Of questions, each with the mean of its episodes.
  private static double accuracy(List<List<Episode>> questions) {
    return questions.stream().mapToDouble(Comparison::share).average().orElse(Double.NaN);
  }

  private static double share(List<Episode> episodes) {
    return episodes.stream().mapToDouble(e -> e.isRight() ? 1 : 0).average().orElseThrow();
  }

  private static Pairs pairs(Paired<List<Episode>> paired) {
    Paired.Outcomes<List<Episode>> outcomes = paired.outcomes(one -> one.getFirst().isRight());
    return new Pairs(
        outcomes.both().size(),
        outcomes.neither().size(),
        seen(outcomes.onlyFirst()),
        seen(outcomes.onlySecond()),
        outcomes.p());
  }

  private static List<Both> seen(List<Paired.Pair<List<Episode>>> pairs) {
    return pairs.stream()
        .map(pair -> new Both(Seen.of(pair.first().getFirst()), Seen.of(pair.second().getFirst())))
        .toList();
  }
}
