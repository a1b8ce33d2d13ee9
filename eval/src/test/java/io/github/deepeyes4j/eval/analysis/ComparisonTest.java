package io.github.deepeyes4j.eval.analysis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir Path folder;

  /// Questions a, b, … with their outcomes: `+` right, `-` wrong, `?` unscored, a blank not asked.
  private EpisodeSet set(String name, String outcomes) throws IOException {
    StoredRuns run = StoredRuns.at(folder.resolve(name));
    for (int i = 0; i < outcomes.length(); i++) {
      if (outcomes.charAt(i) != ' ') {
        String id = String.valueOf((char) ('a' + i));
        run.add(id, List.of(StoredRuns.answer("x")), outcome(outcomes.charAt(i)));
      }
    }
    return EpisodeSet.read(name, List.of(run.directory()), null);
  }

  private static @Nullable Boolean outcome(char sign) {
    return sign == '?' ? null : sign == '+';
  }

  @Test
  void questionsArePairedById() throws IOException {
    Comparison comparison = Comparison.of(set("A", "++--+? +"), set("B", "+-+-++-?"));
    assertThat(comparison.questions()).isEqualTo(5);
    assertThat(comparison.leftOut()).isEqualTo(3);
    assertThat(comparison.firstAccuracy()).isEqualTo(0.6);
    assertThat(comparison.secondAccuracy()).isEqualTo(0.6);
    assertThat(comparison.difference().value()).isZero();
    Comparison.Pairs pairs = requireNonNull(comparison.pairs());
    assertThat(pairs.both()).isEqualTo(2);
    assertThat(pairs.neither()).isEqualTo(1);
    assertThat(pairs.onlyFirst()).extracting(pair -> pair.first().id()).containsExactly("b");
    assertThat(pairs.onlySecond()).extracting(pair -> pair.second().id()).containsExactly("c");
    assertThat(pairs.onlySecond().getFirst().second().page())
        .isEqualTo("episodes/B/pages/00003.html");
    assertThat(pairs.p()).isEqualTo(1);
  }

  @Test
  void aQuestionAskedSeveralTimesCountsWithItsMean() throws IOException {
    StoredRuns twice = StoredRuns.at(folder.resolve("twice"));
    for (boolean right : List.of(true, false)) {
      twice.add("a", List.of(StoredRuns.answer("x")), right);
    }
    EpisodeSet second = EpisodeSet.read("twice", List.of(twice.directory()), null);
    Comparison comparison = Comparison.of(set("A", "-"), second);
    assertThat(comparison.secondAccuracy()).isEqualTo(0.5);
    assertThat(comparison.difference().value()).isEqualTo(0.5);
    assertThat(comparison.pairs()).isNull();
  }

  @Test
  void runsThatShareNothingAreNotCompared() throws IOException {
    EpisodeSet first = set("A", "+ ");
    EpisodeSet second = set("B", " +");
    assertThatThrownBy(() -> Comparison.of(first, second))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("A and B share no scored question");
  }
}
