package io.github.deepeyes4j.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigsTest {
  record Inner(int size, String name) {}

  record Outer(double learningRate, Inner inner) {}

  private static final String YAML = "learning-rate: 0.5\ninner: {size: 3, name: x}\n";

  @Test
  void readsKebabCaseKeys() {
    assertThat(parse(YAML)).isEqualTo(new Outer(0.5, new Inner(3, "x")));
  }

  @Test
  void laysOverridesOver() {
    assertThat(parse(YAML, "inner.size=7", "learning-rate=1e-3"))
        .isEqualTo(new Outer(1e-3, new Inner(7, "x")));
  }

  @Test
  void tellsTheValuesAsOverridesWriteThem() {
    assertThat(Configs.values(new Outer(0.5, new Inner(3, "x"))))
        .containsOnly(
            Map.entry("learning-rate", "0.5"),
            Map.entry("inner.size", "3"),
            Map.entry("inner.name", "x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "learning-rate: 1\\ninner: {size: 3, nam: x}|unknown key 'inner.nam'; allowed: name, size",
        "learning-rate: 1\\ninner: {size: big, name: x}|'inner.size'",
        "learning-rate: 1\\ninner: {name: x}|key 'inner.size' is missing",
        "learning-rate: [1\\n|not YAML",
        "hello|expected keys and values"
      })
  void namesWhatIsWrong(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml.replace("\\n", "\n")))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("test.yaml: ")
        .hasMessageContaining(message);
  }

  @Test
  void namesAMissingFile() {
    assertThatThrownBy(() -> Configs.load(Path.of("nowhere.yaml"), Outer.class))
        .isInstanceOf(BadInputException.class)
        .hasMessage("nowhere.yaml: no such file");
  }

  private static Outer parse(String yaml, String... overrides) {
    return Configs.parse(yaml, "test.yaml", Outer.class, List.of(overrides));
  }
}
