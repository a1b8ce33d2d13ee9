package io.github.deepeyes4j.eval.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.eval.benchmark.AggregationKind;
import io.github.deepeyes4j.eval.scorer.Grade;
import io.github.deepeyes4j.eval.scorer.Variant;
import io.github.deepeyes4j.eval.statistics.Estimate;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScoresTest {
  private static final ResultRow.Cost COST =
      new ResultRow.Cost(1, 5, 10, 1, 2, 1, Map.of(), Map.of(), 0, 0.1, 3_000, 1_000);

  private static ResultRow row(
      int id, String cluster, Grade grade, Map<String, String> fields, int run) {
    return new ResultRow(
        "p",
        Integer.toString(id),
        run,
        1,
        "a",
        "answer",
        Map.of("fixed", ResultRow.GradeJson.of(grade)),
        fields,
        cluster,
        null,
        COST,
        Map.of());
  }

  private static ResultRow row(int id, String cluster, boolean right) {
    return row(id, cluster, Grade.of(right, ""), Map.of(), 0);
  }

  private static double number(Map<String, Estimate> numbers, String name) {
    return Objects.requireNonNull(numbers.get(name), name).value();
  }

  private static Scores mean(List<ResultRow> rows) {
    return Scores.of(AggregationKind.MEAN, List.of(), Variant.FIXED, rows);
  }

  /// For independent rows the bootstrap's standard error is the textbook's, sqrt(p (1 - p) / n).
  @Test
  void theStandardErrorIsTheTextbooks() {
    List<ResultRow> rows =
        IntStream.range(0, 400).mapToObj(i -> row(i, "c" + i, i % 4 == 0)).toList();
    Estimate mean = mean(rows).headline().getValue();
    assertThat(mean.value()).isEqualTo(0.25);
    assertThat(mean.standardError()).isCloseTo(Math.sqrt(0.25 * 0.75 / 400), within(0.0015));
    assertThat(mean.low()).isCloseTo(0.25 - 1.96 * mean.standardError(), within(0.01));
    assertThat(mean.high()).isCloseTo(0.25 + 1.96 * mean.standardError(), within(0.01));
  }

  /// All wrong is not certainly never right: the interval is Wilson's over the clusters.
  @Test
  void allWrongLeavesDoubt() {
    List<ResultRow> rows =
        IntStream.range(0, 400).mapToObj(i -> row(i, "c" + i / 4, false)).toList();
    Estimate mean = mean(rows).headline().getValue();
    assertThat(mean.low()).isZero();
    assertThat(mean.high()).isCloseTo(0.0370, within(1e-4));
  }

  /// Four rows of one picture that are right and wrong together say as much as one.
  @Test
  void rowsOfOnePictureCountOnce() {
    List<ResultRow> rows =
        IntStream.range(0, 400).mapToObj(i -> row(i, "c" + i / 4, i / 4 % 4 == 0)).toList();
    assertThat(mean(rows).headline().getValue().standardError())
        .isCloseTo(Math.sqrt(0.25 * 0.75 / 100), within(0.003));
  }

  @Test
  void theOrderOfRowsChangesNothing() {
    List<ResultRow> rows =
        new ArrayList<>(
            IntStream.range(0, 50).mapToObj(i -> row(i, "c" + i % 7, i % 3 == 0)).toList());
    Scores before = mean(rows);
    Collections.shuffle(rows, new Random(1));
    assertThat(mean(rows)).isEqualTo(before);
  }

  @Test
  void unscoredCountsAsWrongAndStandsApart() {
    List<ResultRow> rows =
        List.of(
            row(0, "a", true),
            row(1, "b", false),
            row(
                2,
                "c",
                new Grade.Unscored(
                    io.github.deepeyes4j.core.score.Score.Reason.JUDGE_UNAVAILABLE, "down"),
                Map.of(),
                0),
            row(3, "d", new Grade.Unparsable("?"), Map.of(), 0));
    Scores scores = mean(rows);
    assertThat(scores.headline().getValue().value()).isEqualTo(0.25);
    assertThat(number(scores.scored(), "overall")).isEqualTo(1 / 3.0, within(1e-9));
    assertThat(scores.unscored()).containsExactly(Map.entry("judge_unavailable", 1L));
    assertThat(scores.unparsable()).isEqualTo(1);
  }

  @Test
  void passesAreAveraged() {
    List<ResultRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      rows.add(row(i, "c" + i, Grade.of(i < 4, ""), Map.of(), 0));
      rows.add(row(i, "c" + i, Grade.of(i < 6, ""), Map.of(), 1));
    }
    assertThat(mean(rows).headline().getValue().value()).isEqualTo(0.5, within(1e-9));
    assertThat(mean(rows).spread()).isEqualTo(Math.sqrt(0.02), within(1e-9));
  }

  @Test
  void variantsHaveAWorstCase() {
    List<ResultRow> rows = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Map<String, String> fields = Map.of("qid", "q" + i / 2, "subject", i < 4 ? "x" : "y");
      rows.add(row(i, "q" + i / 2, Grade.of(i != 3, ""), fields, 0));
    }
    Scores scores = Scores.of(AggregationKind.VARIANTS, List.of("subject"), Variant.FIXED, rows);
    assertThat(number(scores.all(), "average")).isEqualTo(7 / 8.0);
    assertThat(number(scores.all(), "worst-case")).isEqualTo(0.75);
    assertThat(number(scores.all(), "worst-case subject=x")).isEqualTo(0.5);
  }

  @Test
  void hitsAreCounted() {
    List<ResultRow> rows = IntStream.range(0, 10).mapToObj(i -> row(i, "c" + i, i < 7)).toList();
    Scores scores = Scores.of(AggregationKind.HITS, List.of(), Variant.FIXED, rows);
    assertThat(scores.headline().getKey()).isEqualTo("hits");
    assertThat(scores.headline().getValue().value()).isEqualTo(7);
  }

  private static JsonNode cases(String kind) throws IOException {
    try (InputStream in =
        ScoresTest.class.getResourceAsStream("/io/github/deepeyes4j/eval/scorer/released.json")) {
      return JsonMapper.shared().readTree(in).path(kind);
    }
  }

  /// Against VLMEvalKit's own functions; `oracle/scorers.py` made the cases.
  @Test
  void weMathAgrees() throws IOException {
    assertThat(cases("we_math").size()).isEqualTo(20);
    for (JsonNode each : cases("we_math")) {
      List<Sample> samples = new ArrayList<>();
      for (JsonNode row : each.path("rows")) {
        Map<String, String> fields =
            Map.of("ID", row.get(0).asString(), "key", row.get(1).asString());
        boolean right = row.get(2).asInt() == 1;
        ResultRow result = row(samples.size(), "c", Grade.of(right, ""), fields, 0);
        samples.add(new Sample(result, 0, right ? 1 : 0));
      }
      Map<String, Double> numbers = Aggregation.of(AggregationKind.PROBLEMS, List.of(), samples);
      assertThat(numbers.get("strict"))
          .isEqualTo(each.at("/expected/strict").asDouble(), within(1e-9));
      assertThat(numbers.get("loose"))
          .isEqualTo(each.at("/expected/loose").asDouble(), within(1e-9));
    }
  }

  @Test
  void hrBenchAgrees() throws IOException {
    assertThat(cases("hr_bench").size()).isEqualTo(20);
    int compared = 0;
    for (JsonNode each : cases("hr_bench")) {
      List<Sample> samples = new ArrayList<>();
      for (JsonNode row : each.path("rows")) {
        Map<String, String> fields =
            Map.of("cycle_category", row.get(0).asString(), "category", row.get(1).asString());
        boolean right = row.get(2).asInt() == 1;
        ResultRow result = row(samples.size(), "c", Grade.of(right, ""), fields, 0);
        samples.add(new Sample(result, 0, right ? 1 : 0));
      }
      Map<String, Double> numbers =
          Aggregation.of(AggregationKind.CYCLES, List.of("category"), samples);
      assertThat(numbers.get("overall"))
          .isEqualTo(each.at("/expected/all").asDouble(), within(1e-9));
      // A cycle without the category counts 0 for it in the reference; the real files have none.
      if (hasSingleInEveryCycle(each.path("rows"))) {
        compared++;
        assertThat(numbers.get("category=single"))
            .isEqualTo(each.at("/expected/single").asDouble(), within(1e-9));
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(19);
  }

  private static boolean hasSingleInEveryCycle(JsonNode rows) {
    Set<String> cycles = new HashSet<>();
    Set<String> withSingle = new HashSet<>();
    for (JsonNode row : rows) {
      cycles.add(row.get(0).asString());
      if (row.get(1).asString().equals("single")) {
        withSingle.add(row.get(0).asString());
      }
    }
    return withSingle.equals(cycles);
  }
}
