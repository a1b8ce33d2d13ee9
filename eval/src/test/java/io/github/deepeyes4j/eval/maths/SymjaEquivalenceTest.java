package io.github.deepeyes4j.eval.maths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SymjaEquivalenceTest {
  private final SymjaEquivalence symja = new SymjaEquivalence();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\frac{1}{2} | 0.5 | equal",
        "\\dfrac12 | 2/4 | equal",
        "\\frac{\\sqrt{2}}{2} | 1/\\sqrt 2 | equal",
        "2\\sqrt{3} | \\sqrt{12} | equal",
        "(x+1)^2 | x^2+2x+1 | equal",
        "\\sin^2 x | sin(x)^2 | open",
        "\\sin(x)^2+\\cos(x)^2 | 1 | equal",
        "\\frac{x^2-1}{x-1} | x+1 | equal",
        "x = 3 | 3 | equal",
        "$\\left(1, \\frac{3}{2}\\right)$ | (1, 1.5) | equal",
        "(1, 2) | (2, 1) | different",
        "(1, 2) | 1 | open",
        "2\\pi r | 2πr | equal",
        "e^{2x} | (e^x)^2 | equal",
        "\\log 100 | 2 | equal",
        "\\sqrt[3]{27} | 3 | equal",
        "-2^2 | -4 | equal",
        "2^{-1} | 1/2 | equal",
        "1/3 | 0.333 | different",
        "x+1 | x+2 | different",
        "2xy | 2yx | equal",
        "no | on | open",
        "2 + cats | 2 + acts | open",
        "x | y | different",
        "12 cm | 12 | equal",
        "12 cm | 12 km | open",
        "12 m | 12 cm | open",
        "5m | 5 | different",
        "the cat | the cat | open",
        "7 | seven | open",
        "2.x | 2x | open",
        ".5x | x/2 | equal",
        "74. 188 | 74 | open",
        ". | 1 | open",
        "1.2.3 | 1 | different",
        "\\text{yes} | no | open"
      })
  void comparesWhatItCanRead(String one, String other, String result) {
    String found =
        symja.equal(one, other).map(equal -> equal ? "equal" : "different").orElse("open");
    assertThat(found).isEqualTo(result);
  }

  /// Each alone must be over soon, whatever it says.
  @ParameterizedTest
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  @ValueSource(
      strings = {
        "9^9^9^9^9",
        "((9^{99})^{99})^{99}",
        "(9^{99})^{99}",
        "((((x+1)^{99}+1)^{99})",
        "(a+b+c+d+f+g)^{99}",
        "\\sqrt{\\sqrt{\\sqrt{2+\\sqrt{3}}}}+\\sin(\\cos(\\tan(x^{99})))",
        "(x^{99}+y^{98}+1)/(x^{97}+z^{96}-1)+(a+b)^{95}/(c-f)^{94}",
        "Run(\"ls\")",
        "Import[\"/etc/passwd\"]",
        "While[True]",
        "10000!",
        "x_",
        "tan(tan(tan(tan(tan(tan(1.5))))))",
        "1/0"
      })
  void hostileTextCannotHang(String hostile) {
    assertThat(symja.equal(hostile, "1").orElse(false)).isFalse();
    assertThat(symja.equal("(" + hostile + ")+0", hostile)).isNotNull();
    assertThat(symja.equal("1/2", "0.5")).contains(true);
  }
}
