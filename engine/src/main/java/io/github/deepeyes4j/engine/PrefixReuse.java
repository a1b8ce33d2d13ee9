package io.github.deepeyes4j.engine;

/// How much of the prompts needed no computing because rows of the cache held it.
///
/// @param promptTokens tokens of all prompts that were taken in
/// @param cachedTokens those among them that were at hand
public record PrefixReuse(long promptTokens, long cachedTokens) {
  PrefixReuse plus(int prompt, int cached) {
    return new PrefixReuse(promptTokens + prompt, cachedTokens + cached);
  }
}
