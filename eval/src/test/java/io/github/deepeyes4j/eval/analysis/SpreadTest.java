package io.github.deepeyes4j.eval.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void spreadsAreThoseOfAllValues() {
    assertThat(Spread.of(2, 4, 4, 4, 5, 5, 7, 9)).isEqualTo(new Spread(5, 2, 4.5, 9));
    assertThat(Spread.of(3)).isEqualTo(new Spread(3, 0, 3, 3));
    assertThat(Stream.of(Spread.of()).mapToDouble(Spread::mean)).containsExactly(Double.NaN);
  }
}
