package io.github.deepeyes4j.app;

import io.github.deepeyes4j.core.agent.TrajectoryJson.TurnJson;
import io.github.deepeyes4j.core.tokenizer.Tokenizer;
import io.github.deepeyes4j.trace.TokenTexts;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The token texts of a model's tokenizer, loaded for as long as pages are written.
final class TokenNames implements TokenTexts, AutoCloseable {
  private final @Nullable Tokenizer tokenizer;
  private final TokenTexts texts;

  private TokenNames(@Nullable Tokenizer tokenizer, TokenTexts texts) {
    this.tokenizer = tokenizer;
    this.texts = texts;
  }

  /// @param file a `tokenizer.json`; null for a model that has none here
  static TokenNames of(@Nullable Path file) {
    if (file == null) {
      return new TokenNames(null, TokenTexts.UNKNOWN);
    }
    Tokenizer tokenizer = Tokenizer.load(file);
    return new TokenNames(tokenizer, TokenTexts.of(tokenizer));
  }

  @Override
  public List<String> of(TurnJson turn) {
    return texts.of(turn);
  }

  @Override
  public void close() {
    if (tokenizer != null) {
      tokenizer.close();
    }
  }
}
