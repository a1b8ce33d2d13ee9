package io.github.deepeyes4j.train.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.config.Configs;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
  private static LearningRate of(String yaml) {
    return Configs.parse(yaml, "test", LearningRate.class, List.of());
  }

  /// The released cold start: 65,807 samples three times, 128 a step, a tenth of it warm-up.
  @Test
  void epochsAndRatiosBecomeSteps() {
    Schedule schedule =
        of("{peak: 1.0e-5, warmup-ratio: 0.1, epochs: 3, floor: 0}")
            .schedule(OptionalDouble.of(65_807 / 128.0));
    assertThat(schedule).isEqualTo(new Schedule(1e-5, 155, 155, 1543, 0));
  }

  @Test
  void stepsStayAsTheyAre() {
    Schedule schedule =
        of("{peak: 0.1, warmup: 5, decay-from: 20, steps: 40, floor: 0.5}")
            .schedule(OptionalDouble.empty());
    assertThat(schedule).isEqualTo(new Schedule(0.1, 5, 20, 40, 0.5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{peak: 1, steps: 5, floor: 0} | give warmup or warmup-ratio",
        "{peak: 1, warmup: 1, warmup-ratio: 0.1, steps: 5, floor: 0} | give warmup or warmup-ratio",
        "{peak: 1, warmup-ratio: 1.5, steps: 5, floor: 0} | warmup-ratio 1.5 must be in [0, 1]",
        "{peak: 1, warmup: 1, floor: 0} | give steps or epochs",
        "{peak: 1, warmup: 1, steps: 5, epochs: 2, floor: 0} | give steps or epochs",
        "{peak: 1, warmup: 1, epochs: 2, floor: 0} | epochs 2 needs data that ends",
        "{peak: 1, warmup: 6, steps: 5, floor: 0} | warm-up 6",
        "{peak: 0, warmup: 1, steps: 5, floor: 0} | needs peak 0.0 > 0",
      })
  void whatDoesNotFitTogetherIsNamed(String yaml, String message) {
    assertThatThrownBy(() -> of(yaml).schedule(OptionalDouble.empty()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }
}
