package io.github.deepeyes4j.world.realx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final Map<String, String> VALUES =
      Map.of("a", "14.20", "b", "1,318", "c", "9", "t", "14:35", "u", "06:05", "n", "Vaduz");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a                           | 14.20
          n                           | Vaduz
          a + c                       | 23.2
          a - c - c                   | -3.8
          b * c                       | 11862
          2 * a + 3 * c               | 55.4
          (a + b) * c                 | 11989.8
          abs(a - b)                  | 1303.8
          abs(minutes(t) - minutes(u))| 510
          round(b / a, 3)             | 92.817
          round((a + b + c) / 3, 2)   | 447.07
          c / 2 / 3                   | 1.5
          a - a                       | 0
          1.50 + 1.50                 | 3
          """)
  void evaluates(String source, String result) {
    assertThat(new Expression(source).evaluate(VALUES)).isEqualTo(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a +", "(a", "a b", "missing + 1", "n + 1", "minutes(a)", "round(a)", ""})
  void refuses(String source) {
    assertThatThrownBy(() -> new Expression(source).evaluate(VALUES))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
