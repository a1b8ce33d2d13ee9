package io.github.deepeyes4j.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.eval.statistics.Paired.Pair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedTest {
  /// Twice the smaller tail of the binomial distribution of one half: 2 (1 + 12 + 66) / 2¹² for 10
  /// and 2.
  @ParameterizedTest
  @CsvSource({
    "10, 2, 0.038574",
    "0, 6, 0.03125",
    "5, 5, 1",
    "2, 1, 1",
    "8, 5, 0.581055",
    "1, 0, 1",
    "0, 0, 1",
    "15, 1, 0.000519"
  })
  void mcnemarsTestIsExact(int onlyFirst, int onlySecond, double p) {
    assertThat(Paired.mcnemar(onlyFirst, onlySecond)).isCloseTo(p, within(1e-6));
    assertThat(Paired.mcnemar(onlySecond, onlyFirst)).isCloseTo(p, within(1e-6));
  }

  /// Outcomes of questions 0, 1, …: `+` right, `-` wrong, a blank not asked.
  private static Map<String, Character> run(String outcomes) {
    Map<String, Character> run = new LinkedHashMap<>();
    for (int i = 0; i < outcomes.length(); i++) {
      if (outcomes.charAt(i) != ' ') {
        run.put("" + i, outcomes.charAt(i));
      }
    }
    return run;
  }

  private static Map<String, Double> right(List<List<Character>> clusters) {
    return Map.of(
        "right",
        clusters.stream()
            .flatMap(List::stream)
            .mapToDouble(c -> c == '+' ? 1 : 0)
            .average()
            .orElse(Double.NaN));
  }

  @Test
  void questionsArePairedByName() {
    Paired<Character> paired = Paired.of(run("++--+ +"), run("+-+- +-"), _ -> "p");
    assertThat(paired.pairs()).hasSize(5);
    assertThat(paired.leftOut()).isEqualTo(2);
    Paired.Outcomes<Character> outcomes = paired.outcomes(c -> c == '+');
    assertThat(outcomes.both()).hasSize(1);
    assertThat(outcomes.onlyFirst()).hasSize(2).contains(new Pair<>("p", '+', '-'));
    assertThat(outcomes.onlySecond()).hasSize(1);
    assertThat(outcomes.neither()).hasSize(1);
    assertThat(outcomes.p()).isEqualTo(1);
    Paired<Character> easy = paired.where(pair -> pair.first() == '+');
    assertThat(easy.pairs()).hasSize(3);
    assertThat(easy.leftOut()).isEqualTo(4);
  }

  /// Runs that differ on every tenth question alone differ by that share, however hard the others
  /// are; its standard error is that of the pairs, √(0.1 · 0.9 / 400).
  @Test
  void whatIsHardForBothTakesNoPart() {
    Map<String, Character> first = new LinkedHashMap<>();
    Map<String, Character> second = new LinkedHashMap<>();
    for (int i = 0; i < 400; i++) {
      first.put("" + i, i % 2 == 1 ? '+' : '-');
      second.put("" + i, i % 2 == 1 || i % 10 == 0 ? '+' : '-');
    }
    Paired<Map.Entry<String, Character>> apart =
        Paired.of(entries(first), entries(second), Map.Entry::getKey);
    Estimate difference =
        apart
            .difference(clusters ->
                right(
                    clusters.stream()
                        .map(c -> c.stream().map(Map.Entry::getValue).toList())
                        .toList()))
            .firstEntry()
            .getValue();
    assertThat(difference.value()).isEqualTo(0.1, within(1e-12));
    assertThat(difference.standardError()).isCloseTo(0.015, within(0.0015));
  }

  private static Map<String, Map.Entry<String, Character>> entries(Map<String, Character> run) {
    Map<String, Map.Entry<String, Character>> entries = new LinkedHashMap<>();
    run.entrySet().forEach(entry -> entries.put(entry.getKey(), entry));
    return entries;
  }
}
