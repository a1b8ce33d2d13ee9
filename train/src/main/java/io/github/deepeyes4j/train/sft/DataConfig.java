package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.BadInputException;

/// A file of conversations.
///
/// @param file ShareGPT JSON
/// @param images the directory that its pictures' paths are relative to
/// @param maxTokens where longer conversations are cut, never within a picture
public record DataConfig(String file, String images, int maxTokens) {
  public DataConfig {
    if (maxTokens < 1) {
      throw new BadInputException("data: max-tokens %d must be at least 1".formatted(maxTokens));
    }
  }
}
