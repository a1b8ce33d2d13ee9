package io.github.deepeyes4j.eval.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {
  /// Against statsmodels' `proportion_confint(hits, n, method="wilson")`.
  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.0, 0.277533",
    "10, 10, 0.722467, 1.0",
    "5, 10, 0.236593, 0.763407",
    "150, 200, 0.685659, 0.804918",
    "1, 2, 0.094531, 0.905469"
  })
  void givesWilsonsInterval(long hits, long n, double low, double high) {
    assertThat(new Proportion(hits, n).interval95()[0]).isCloseTo(low, within(1e-5));
    assertThat(new Proportion(hits, n).interval95()[1]).isCloseTo(high, within(1e-5));
  }

  @Test
  void ofNothingIsUnknown() {
    assertThat(new Proportion(0, 0).value()).isNaN();
    assertThat(new Proportion(0, 0).interval95()).containsExactly(0, 1);
  }
}
