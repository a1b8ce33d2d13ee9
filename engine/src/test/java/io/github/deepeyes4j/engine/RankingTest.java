package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankingTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 1000})
  void goesFromTheHeaviestDown(int count) {
    Random random = new Random(count);
    // Few values, so that many are equal and some are 0.
    double[] weights = random.ints(count, 0, 50).mapToDouble(i -> i / 10.0).toArray();
    weights[0] = 1;
    int[] expected =
        IntStream.range(0, count)
            .filter(i -> weights[i] > 0)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -weights[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    Ranking ranking = new Ranking(weights);
    assertThat(IntStream.generate(ranking::next).limit(ranking.size()).toArray())
        .isEqualTo(expected);
  }
}
