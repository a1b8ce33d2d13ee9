package io.github.deepeyes4j.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FigureTest {
  /// Of the numbers 1 and 2, and of 6.
  static Stream<Arguments> parts() {
    return Stream.of(
        Arguments.of(Figure.sum(3), Figure.sum(6), 9),
        Arguments.of(Figure.mean(3, 2), Figure.mean(6, 1), 3),
        Arguments.of(Figure.deviation(3, 5, 2), Figure.deviation(6, 36, 1), Math.sqrt(14 / 3.0)),
        Arguments.of(Figure.largest(2), Figure.largest(6), 6),
        Arguments.of(Figure.smallest(1), Figure.smallest(6), 1),
        Arguments.of(Figure.perEpisode(3), Figure.perEpisode(6), 3));
  }

  @ParameterizedTest
  @MethodSource("parts")
  void partsMakeTheFigureOfAll(Figure some, Figure others, double all) {
    assertThat(some.plus(others).value(3)).isCloseTo(all, within(1e-12));
    assertThat(others.plus(some).value(3)).isCloseTo(all, within(1e-12));
  }

  @Test
  void aMeanOfNothingIsNoNumber() {
    assertThat(Figure.mean(0, 0).value(3)).isNaN();
    assertThat(Figure.deviation(0, 0, 0).value(3)).isNaN();
    assertThat(Figure.mean(0, 0).plus(Figure.mean(6, 2)).value(3)).isEqualTo(3);
  }
}
