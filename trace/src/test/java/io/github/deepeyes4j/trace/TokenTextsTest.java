package io.github.deepeyes4j.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.deepeyes4j.core.agent.TrajectoryJson;
import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import org.junit.jupiter.api.Test;

class TokenTextsTest {
  private static final TurnJson TURN =
      TrajectoryJson.of(Episodes.crops("a", Episodes.OWL)).turns().getFirst();

  private static TurnJson with(String text, int[] tokens) {
    return new TurnJson(
        TURN.thought(),
        TURN.action(),
        TURN.observation(),
        "",
        text,
        0,
        0,
        tokens,
        new float[tokens.length],
        0,
        0);
  }

  @Test
  void saysWhatEachTokenSays() {
    assertThat(TokenTexts.of(Episodes.TOKENIZER).of(TURN))
        .hasSameSizeAs(TURN.tokenIds())
        .hasSizeGreaterThan(5);
    assertThat(String.join("", TokenTexts.of(Episodes.TOKENIZER).of(TURN))).isEqualTo(TURN.text());
    TurnJson umlaut = with("Käuzchen 🦉", Episodes.TOKENIZER.encode("Käuzchen 🦉"));
    assertThat(String.join("", TokenTexts.of(Episodes.TOKENIZER).of(umlaut)))
        .isEqualTo("Käuzchen 🦉");
  }

  @Test
  void knowsNothingOfAnotherVocabulary() {
    TokenTexts texts = TokenTexts.of(Episodes.TOKENIZER);
    assertThat(texts.of(with(TURN.text(), new int[] {5, 6, 7}))).isEmpty();
    assertThat(texts.of(with(TURN.text(), new int[] {1_000_000}))).isEmpty();
  }
}
