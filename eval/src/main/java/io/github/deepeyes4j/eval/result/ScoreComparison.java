package io.github.deepeyes4j.eval.result;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.eval.benchmark.AggregationKind;
import io.github.deepeyes4j.eval.scorer.Variant;
import io.github.deepeyes4j.eval.statistics.Estimate;
import io.github.deepeyes4j.eval.statistics.Paired;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/// The numbers of two runs over the same items, paired episode by episode.
///
/// @param n episodes that both have
/// @param onlyFirst episodes that the second run lacks
/// @param onlySecond episodes that the first run lacks
/// @param difference second minus first of each number, with the paired interval
/// @param bothRight episodes right in both
/// @param firstRight right in the first alone
/// @param secondRight right in the second alone
/// @param neither right in none
/// @param p McNemar's, exact, of the two kinds of single rights
/// @param changed share of episodes whose answers differ
public record ScoreComparison(
    int n,
    int onlyFirst,
    int onlySecond,
    SequencedMap<String, Estimate> difference,
    long bothRight,
    long firstRight,
    long secondRight,
    long neither,
    double p,
    double changed) {
  /// The one number that is no share but a count.
  public static final String HITS = Aggregation.HITS;

  /// Compares by the fixed scores.
  public static ScoreComparison of(
      AggregationKind kind, List<String> groups, List<ResultRow> first, List<ResultRow> second) {
    Paired<ResultRow> paired = Paired.of(byKey(first), byKey(second), ResultRow::cluster);
    int n = paired.pairs().size();
    if (n == 0) {
      throw new BadInputException("the two runs have no item in common");
    }
    Paired.Outcomes<ResultRow> outcomes = paired.outcomes(ScoreComparison::isRight);
    return new ScoreComparison(
        n,
        first.size() - n,
        second.size() - n,
        paired.difference(rows -> Scores.numbers(kind, groups, Variant.FIXED, rows)),
        outcomes.both().size(),
        outcomes.onlyFirst().size(),
        outcomes.onlySecond().size(),
        outcomes.neither().size(),
        outcomes.p(),
        (double) paired.pairs().stream().filter(ScoreComparison::isChanged).count() / n);
  }

  private static Map<String, ResultRow> byKey(List<ResultRow> rows) {
    Map<String, ResultRow> byKey = new TreeMap<>();
    rows.forEach(row -> byKey.put(row.key(), row));
    return byKey;
  }

  private static boolean isRight(ResultRow row) {
    return row.grade(Variant.FIXED).filter(grade -> grade.value() >= 0.5).isPresent();
  }

  private static boolean isChanged(Paired.Pair<ResultRow> pair) {
    return !AnswerMatch.normalize(pair.first().answer())
        .equals(AnswerMatch.normalize(pair.second().answer()));
  }
}
