package io.github.deepeyes4j.eval.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.deepeyes4j.core.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListLiteralTest {
  static List<Arguments> lists() {
    return List.of(
        Arguments.of("[]", List.of()),
        Arguments.of("['a', 'b']", List.of("a", "b")),
        Arguments.of("[\"a\", 'b']", List.of("a", "b")),
        Arguments.of(" [ 'a' , ] ", List.of("a")),
        Arguments.of("[\"O'Hara\"]", List.of("O'Hara")),
        Arguments.of("['it\\'s', \"a \\\"b\\\"\"]", List.of("it's", "a \"b\"")),
        Arguments.of("['a\\nb', 'c\\\\d', '\\u00e9', '\\q']", List.of("a\nb", "c\\d", "é", "\\q")),
        Arguments.of("[1, 2.5, -3]", List.of("1", "2.5", "-3")),
        Arguments.of("['a, b', 'c]']", List.of("a, b", "c]")),
        Arguments.of("[[1, 2], [3, 4]]", List.of("[1, 2]", "[3, 4]")),
        Arguments.of("['(A) 1', '(B) 2']", List.of("(A) 1", "(B) 2")));
  }

  @ParameterizedTest
  @MethodSource("lists")
  void reads(String text, List<String> elements) {
    assertThat(ListLiteral.read(text, "x")).isEqualTo(elements);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "['a'", "['a' 'b']", "['a]", "['a'] b", "[[1, 2]", "['\\u00z1']"})
  void refuses(String text) {
    assertThatThrownBy(() -> ListLiteral.read(text, "row 3"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("row 3: ");
  }

  @Test
  void readsBoxes() {
    assertThat(ListLiteral.readNumbers("[[1, 2, 3, 4.5]]", "x"))
        .containsExactly(List.of(1.0, 2.0, 3.0, 4.5));
    assertThatThrownBy(() -> ListLiteral.readNumbers("[['a']]", "row 1"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("row 1: not numbers: ['a']");
  }
}
