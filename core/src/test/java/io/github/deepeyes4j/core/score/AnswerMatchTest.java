package io.github.deepeyes4j.core.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerMatchTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Abu Dhabi|Abu Dhabi|true",
        "abu  dhabi.|Abu Dhabi|true",
        "\"Abu Dhabi\"|Abu Dhabi|true",
        "Abu|Abu Dhabi|false",
        "1,318|1318|true",
        "1318.0|1318|true",
        "01318|1318|true",
        "-5|5|false",
        "1318 km|1318|false",
        "KX-28|kx-28|true",
        "½|1⁄2|true",
        "|x|false"
      })
  void comparesNormalisedTextsAndNumbers(String answer, String accepted, boolean matches) {
    assertThat(AnswerMatch.matches(answer == null ? "" : answer, List.of(accepted)))
        .isEqualTo(matches);
  }
}
