package io.github.deepeyes4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.deepeyes4j.core.chat.Sampling;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplerTest {
  /// Probabilities 0.5, 0.3, 0.15, 0.05, and a banned token.
  private static final float[] LOGITS = {
    (float) Math.log(0.5),
    (float) Math.log(0.3),
    (float) Math.log(0.15),
    (float) Math.log(0.05),
    Float.NEGATIVE_INFINITY
  };

  @Test
  void greedyTakesTheLikeliest() {
    Sampler.Choice choice = new Sampler(sampling(0, 1, 0)).choose(LOGITS);
    assertThat(choice.token()).isZero();
    assertThat(choice.logprob()).isCloseTo((float) Math.log(0.5), within(1e-6f));
  }

  @Test
  void samplesTheModelsDistribution() {
    assertThat(shares(sampling(1, 1, 0)))
        .containsExactly(new double[] {0.5, 0.3, 0.15, 0.05, 0}, within(0.02));
  }

  @Test
  void topKKeepsTheLikeliest() {
    assertThat(shares(sampling(1, 1, 2)))
        .containsExactly(new double[] {0.625, 0.375, 0, 0, 0}, within(0.02));
  }

  @Test
  void topPKeepsTheSmallestSufficientSet() {
    assertThat(shares(sampling(1, 0.6, 0)))
        .containsExactly(new double[] {0.625, 0.375, 0, 0, 0}, within(0.02));
  }

  @Test
  void topPCountsAmongTheLikeliestOfTopK() {
    // Of 0.5, 0.3 and 0.15 two are more than 0.8 of their sum; of all five three would be.
    assertThat(shares(sampling(1, 0.82, 3)))
        .containsExactly(new double[] {0.625, 0.375, 0, 0, 0}, within(0.02));
  }

  @Test
  void temperatureSharpens() {
    // p^2, normalised.
    double sum = 0.25 + 0.09 + 0.0225 + 0.0025;
    assertThat(shares(sampling(0.5, 1, 0)))
        .containsExactly(
            new double[] {0.25 / sum, 0.09 / sum, 0.0225 / sum, 0.0025 / sum, 0}, within(0.02));
  }

  private static Sampling sampling(double temperature, double topP, int topK) {
    return new Sampling(temperature, topP, topK, 7, 1, List.of(), List.of());
  }

  private static double[] shares(Sampling sampling) {
    Sampler sampler = new Sampler(sampling);
    double[] shares = new double[LOGITS.length];
    int draws = 20_000;
    for (int i = 0; i < draws; i++) {
      shares[sampler.choose(LOGITS).token()] += 1.0 / draws;
    }
    return shares;
  }
}
