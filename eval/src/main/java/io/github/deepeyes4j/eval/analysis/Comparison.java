package io.github.deepeyes4j.eval.analysis;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.eval.analysis.Behaviour.Seen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.hipparchus.stat.inference.AlternativeHypothesis;
import org.hipparchus.stat.inference.BinomialTest;
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

  /// One question's episodes in both runs, all scored.
  private record Question(List<Episode> first, List<Episode> second) {
    static double accuracy(List<Episode> episodes) {
      return episodes.stream().mapToDouble(e -> e.isRight() ? 1 : 0).average().orElseThrow();
    }

    double difference() {
      return accuracy(second) - accuracy(first);
    }

    boolean isSingle() {
      return first.size() == 1 && second.size() == 1;
    }

    boolean holds(BiPredicate<Boolean, Boolean> rights) {
      return rights.test(first.getFirst().isRight(), second.getFirst().isRight());
    }

    Both seen() {
      return new Both(Seen.of(first.getFirst()), Seen.of(second.getFirst()));
    }
  }

  /// Compares two runs; a [BadInputException] says that they share no question.
  static Comparison of(EpisodeSet first, EpisodeSet second) {
    Map<String, List<Episode>> before = byQuestion(first);
    Map<String, List<Episode>> after = byQuestion(second);
    long all = before.keySet().stream().filter(id -> !after.containsKey(id)).count() + after.size();
    List<Question> questions =
        before.entrySet().stream()
            .filter(entry -> after.containsKey(entry.getKey()))
            .map(entry ->
                new Question(entry.getValue(), after.getOrDefault(entry.getKey(), List.of())))
            .filter(question -> isScored(question.first) && isScored(question.second))
            .toList();
    if (questions.isEmpty()) {
      throw new BadInputException(
          "%s and %s share no scored question; --apart analyses them without a comparison"
              .formatted(first.name(), second.name()));
    }
    return new Comparison(
        first.name(),
        second.name(),
        questions.size(),
        all - questions.size(),
        questions.stream().mapToDouble(q -> Question.accuracy(q.first)).average().orElseThrow(),
        questions.stream().mapToDouble(q -> Question.accuracy(q.second)).average().orElseThrow(),
        difference(questions),
        questions.stream().allMatch(Question::isSingle) ? pairs(questions) : null);
  }

  private static Map<String, List<Episode>> byQuestion(EpisodeSet set) {
    return set.episodes().stream()
        .collect(Collectors.groupingBy(Episode::id, LinkedHashMap::new, Collectors.toList()));
  }

  private static boolean isScored(List<Episode> episodes) {
    return episodes.stream().allMatch(episode -> episode.right() != null);
  }

  private static Estimate difference(List<Question> questions) {
    Map<String, List<Double>> clusters = new LinkedHashMap<>();
    for (Question question : questions) {
      clusters
          .computeIfAbsent(question.first.getFirst().picture(), _ -> new ArrayList<>())
          .add(question.difference());
    }
    return Estimate.bootstrap(List.copyOf(clusters.values()));
  }

  private static Pairs pairs(List<Question> questions) {
    List<Both> onlyFirst = seen(questions, (before, after) -> before && !after);
    List<Both> onlySecond = seen(questions, (before, after) -> !before && after);
    return new Pairs(
        seen(questions, (before, after) -> before && after).size(),
        seen(questions, (before, after) -> !before && !after).size(),
        onlyFirst,
        onlySecond,
        mcnemar(onlyFirst.size(), onlySecond.size()));
  }

  private static List<Both> seen(List<Question> questions, BiPredicate<Boolean, Boolean> rights) {
    return questions.stream().filter(q -> q.holds(rights)).map(Question::seen).toList();
  }

  /// The exact test's p; 1 when both runs are right on the same questions.
  static double mcnemar(int onlyFirst, int onlySecond) {
    int different = onlyFirst + onlySecond;
    return different == 0
        ? 1
        : Math.min(
            1,
            new BinomialTest()
                .binomialTest(different, onlyFirst, 0.5, AlternativeHypothesis.TWO_SIDED));
  }
}
