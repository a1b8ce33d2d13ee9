package io.github.deepeyes4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  @ParameterizedTest
  @CsvSource({"0, 0.1", "9, 1", "10, 1", "50, 1", "75, 0.55", "100, 0.1", "200, 0.1"})
  void warmsUpStaysAndDecays(int step, double rate) {
    assertThat(new Schedule(1, 10, 50, 100, 0.1).rate(step)).isCloseTo(rate, within(1e-9));
  }
}
