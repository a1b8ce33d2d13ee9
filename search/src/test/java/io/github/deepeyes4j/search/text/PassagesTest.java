package io.github.deepeyes4j.search.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassagesTest {
  private static int words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
  }

  /// Sentences of ten words, numbered.
  private static String sentences(int count) {
    return IntStream.range(0, count)
        .mapToObj("Sentence %d has exactly ten words and ends right here."::formatted)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n ", "One line.\nAnother: line.\n\nA third."})
  void aShortTextIsOnePassage(String text) {
    assertThat(Passages.of(text)).containsExactly(text.strip());
  }

  @Test
  void aTextALittleLongerThanAPassageStaysWhole() {
    assertThat(Passages.of(sentences(26))).hasSize(1);
    assertThat(Passages.of(sentences(27))).hasSize(2);
  }

  @Test
  void passagesEndWithSentencesAndShareSome() {
    List<String> passages = Passages.of(sentences(100));
    assertThat(passages).hasSize(6);
    for (int i = 0; i < passages.size(); i++) {
      String passage = passages.get(i);
      assertThat(words(passage)).isBetween(Passages.REST, Passages.WORDS + Passages.REST);
      assertThat(passage).startsWith("Sentence %d ".formatted(16 * i)).endsWith("here.");
    }
  }

  @Test
  void whatHasNoSentencesIsCutBetweenWords() {
    String text =
        IntStream.range(0, 1000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    List<String> passages = Passages.of(text);
    assertThat(passages)
        .allSatisfy(passage -> {
          assertThat(text).contains(passage);
          assertThat(words(passage)).isLessThanOrEqualTo(Passages.WORDS + Passages.REST);
        });
    assertThat(String.join(" ", passages).split(" ", -1)).contains("0", "199", "200", "999");
  }
}
