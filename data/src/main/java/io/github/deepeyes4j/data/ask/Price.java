package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.BadInputException;

/// What a model costs, in any one currency.
///
/// @param read for a million tokens of prompts
/// @param written for a million new tokens
public record Price(double read, double written) {
  public static final Price FREE = new Price(0, 0);

  public Price {
    if (!(read >= 0) || !(written >= 0)) {
      throw new BadInputException(
          "price: read %s and written %s must be 0 or more".formatted(read, written));
    }
  }

  double of(long tokensRead, long tokensWritten) {
    return (read * tokensRead + written * tokensWritten) / 1e6;
  }
}
