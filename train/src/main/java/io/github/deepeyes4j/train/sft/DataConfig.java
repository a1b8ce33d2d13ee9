package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.BadInputException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A file of conversations.
///
/// @param file ShareGPT JSON, or Parquet with the same columns
/// @param images the directory that the paths of JSON's pictures are relative to; null for Parquet,
///   which holds its pictures
/// @param maxTokens where longer conversations are cut, never within a picture
public record DataConfig(String file, @Nullable String images, int maxTokens) {
  public DataConfig {
    if (maxTokens < 1) {
      throw new BadInputException("data: max-tokens %d must be at least 1".formatted(maxTokens));
    }
    if (isJson(file) == (images == null)) {
      throw new BadInputException(
          images == null
              ? "data: %s needs 'images', the directory of its pictures".formatted(file)
              : "data: %s holds its pictures; leave 'images' out".formatted(file));
    }
  }

  private static boolean isJson(String file) {
    return file.toLowerCase(Locale.ROOT).endsWith(".json");
  }

  /// Whether the file is JSON by its name; otherwise it is a table.
  public boolean isJson() {
    return isJson(file);
  }
}
