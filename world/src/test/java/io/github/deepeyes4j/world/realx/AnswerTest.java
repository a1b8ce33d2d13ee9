package io.github.deepeyes4j.world.realx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          38.65  | 0     | euros   | 38.65          | true
          38.65  | 0     | euros   | 38.65 euros    | true
          38.65  | 0     | euros   | 38.65 EUR      | true
          38.65  | 0     | euros   | €38.65         | true
          38.65  | 0     | euros   | € 38.65        | true
          38.65  | 0     | euros   | 38.650         | true
          38.65  | 0     | euros   | 38.66          | false
          38.65  | 0     | euros   | 38.65 km       | false
          38.65  | 0     | km      | €38.65         | false
          1303   | 0     | km      | 1,303 km       | true
          1303   | 0     | km      | 1303 kilometres| true
          1303   | 0     | ''      | 1303           | true
          1303   | 0     | ''      | 1303.          | true
          1303   | 0     | ''      | 1303 km        | false
          1303   | 0     | ''      | 1304           | false
          1303   | 0     | ''      | about 1303     | false
          92.817 | 0.005 | ''      | 92.82          | true
          92.817 | 0.005 | ''      | 93.3           | false
          92.817 | 0.005 | ''      | 93.2           | true
          -4     | 0.005 | degrees | -4 °C          | true
          Vaduz  | 0     | ''      | ' vaduz. '     | true
          Vaduz  | 0     | ''      | the city       | true
          Vaduz  | 0     | ''      | Bern           | false
          14:35  | 0     | ''      | 14:35          | true
          14:35  | 0     | ''      | 14:36          | false
          KX-2859| 0     | ''      | kx-2859        | true
          KX-2859| 0     | ''      | 2859           | false
          """)
  void accepts(String value, double tolerance, String unit, String given, boolean right) {
    Answer answer = new Answer(value, tolerance, unit, List.of("the city"));
    assertThat(answer.accepts(given)).as(given).isEqualTo(right);
  }
}
