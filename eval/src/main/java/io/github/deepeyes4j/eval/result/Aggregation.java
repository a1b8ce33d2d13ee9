package io.github.deepeyes4j.eval.result;

import io.github.deepeyes4j.eval.benchmark.AggregationKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes a benchmark's numbers of the values of its rows. Stateless.
///
/// The first number is the headline. All are shares from 0 to 1, but those of [#HITS] and the
/// counts of WeMath.
final class Aggregation {
  static final String OVERALL = "overall";

  /// The number of right answers, as OCRBench reports it out of its 1000 rows.
  static final String HITS = "hits";

  private Aggregation() {}

  /// The numbers of one pass over the benchmark.
  ///
  /// @param groups columns whose values are reported apart
  static SequencedMap<String, Double> of(
      AggregationKind kind, List<String> groups, List<Sample> samples) {
    return switch (kind) {
      case MEAN -> means(groups, samples);
      case HITS -> hits(groups, samples);
      case CYCLES -> cycles(groups, samples);
      case PROBLEMS -> new WeMathScore(samples).numbers();
      case VARIANTS -> variants(groups, samples);
    };
  }

  private static double mean(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::value).average().orElse(Double.NaN);
  }

  private static Map<String, List<Sample>> by(List<Sample> samples, String column) {
    return samples.stream()
        .collect(
            Collectors.groupingBy(
                sample -> sample.field(column), TreeMap::new, Collectors.toList()));
  }

  private static SequencedMap<String, Double> means(List<String> groups, List<Sample> samples) {
    return grouped(groups, samples, Aggregation::mean);
  }

  private static SequencedMap<String, Double> grouped(
      List<String> groups, List<Sample> samples, Function<List<Sample>, Double> number) {
    SequencedMap<String, Double> numbers = new LinkedHashMap<>();
    numbers.put(OVERALL, number.apply(samples));
    for (String column : groups) {
      by(samples, column)
          .forEach(
              (value, rows) -> numbers.put(ResultRow.group(column, value), number.apply(rows)));
    }
    return numbers;
  }

  private static SequencedMap<String, Double> hits(List<String> groups, List<Sample> samples) {
    SequencedMap<String, Double> numbers = new LinkedHashMap<>();
    numbers.put(HITS, samples.stream().mapToDouble(Sample::value).sum());
    numbers.putAll(means(groups, samples));
    return numbers;
  }

  /// HRBench asks each question once per order of its choices: the mean within an order, then over
  /// the orders.
  private static SequencedMap<String, Double> cycles(List<String> groups, List<Sample> samples) {
    return grouped(
        groups,
        samples,
        rows ->
            by(rows, "cycle_category").values().stream()
                .mapToDouble(Aggregation::mean)
                .average()
                .orElse(Double.NaN));
  }

  /// DynaMath asks each question in ten variants: the mean, and the worst case over questions.
  private static SequencedMap<String, Double> variants(List<String> groups, List<Sample> samples) {
    SequencedMap<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("average", mean(samples));
    numbers.put("worst-case", worst(samples));
    for (String column : groups) {
      by(samples, column)
          .forEach((value, rows) -> {
            numbers.put("average " + ResultRow.group(column, value), mean(rows));
            numbers.put("worst-case " + ResultRow.group(column, value), worst(rows));
          });
    }
    return numbers;
  }

  private static double worst(List<Sample> samples) {
    return samples.stream()
        .collect(Collectors.groupingBy(sample -> sample.ownField("qid")))
        .values()
        .stream()
        .mapToDouble(variants -> variants.stream().mapToDouble(Sample::value).min().orElse(0))
        .average()
        .orElse(Double.NaN);
  }

  /// Rows by pass over the benchmark.
  static List<List<Sample>> passes(List<Sample> samples) {
    return new ArrayList<>(
        samples.stream()
            .collect(
                Collectors.groupingBy(
                    sample -> sample.row().run(), TreeMap::new, Collectors.toList()))
            .values());
  }
}
