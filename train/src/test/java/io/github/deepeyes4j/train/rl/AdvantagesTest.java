package io.github.deepeyes4j.train.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.train.rl.Algorithm.Overlong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class AdvantagesTest {
  @Test
  void areRewardsRelativeToTheGroupInDeviations() {
    // Mean 0.5, deviation with n - 1: sqrt(0.5 / 2) = 0.5.
    assertThat(Advantages.of(new double[] {0, 0.5, 1}))
        .containsExactly(new double[] {-1, 0, 1}, within(1e-5));
  }

  @Test
  void vanishWhereAllRewardsAreEqual() {
    assertThat(Advantages.of(new double[] {0.7, 0.7, 0.7})).containsOnly(0.0);
  }

  @Test
  void ofALoneEpisodeAreItsReward() {
    assertThat(Advantages.of(new double[] {0.8})[0]).isCloseTo(0.8, within(1e-5));
    assertThat(Advantages.of(new double[0])).isEmpty();
  }

  @Test
  void tokensOrTrajectoriesCountTheSame() {
    int[] tokens = {10, 30, 60};
    assertThat(Aggregation.DAPO_TOKEN.weights(tokens)).containsOnly(0.01);
    assertThat(Aggregation.RELEASED.weights(tokens))
        .containsExactly(new double[] {1 / 30.0, 1 / 90.0, 1 / 180.0}, within(1e-12));
    for (Aggregation aggregation : Aggregation.values()) {
      double[] weights = aggregation.weights(tokens);
      double sum = 0;
      for (int i = 0; i < tokens.length; i++) {
        sum += tokens[i] * weights[i];
      }
      assertThat(sum).as("%s", aggregation).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void overlongAnswersArePunishedSoftly() {
    Overlong overlong = new Overlong(100, 20);
    assertThat(DoubleStream.of(50, 80, 90, 100, 500).map(n -> overlong.penalty((int) n)))
        .containsExactly(0.0, 0.0, 0.5, 1.0, 1.0);
    assertThatThrownBy(() -> new Overlong(10, 20))
        .isInstanceOf(BadInputException.class)
        .hasMessage("overlong: buffer 20 must be at least 1 and at most tokens 10");
  }
}
