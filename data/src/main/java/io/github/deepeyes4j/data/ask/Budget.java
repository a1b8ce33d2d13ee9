package io.github.deepeyes4j.data.ask;

import io.github.deepeyes4j.core.BadInputException;
import org.jspecify.annotations.Nullable;

/// What teachers may use up, over all runs of a curation.
///
/// @param tokens read and written at most; null for any number
/// @param cost at most, in the currency of the prices; null for any
public record Budget(@Nullable Long tokens, @Nullable Double cost) {
  public Budget {
    if ((tokens != null && tokens < 1) || (cost != null && !(cost > 0))) {
      throw new BadInputException(
          "budget: tokens %s and cost %s must be above 0".formatted(tokens, cost));
    }
  }

  /// Ends when the journal's episodes have used it up.
  void check(Journal journal) {
    if (tokens != null && journal.tokens() >= tokens) {
      throw Pause.because(
          "the budget of %d tokens is used up (budget.tokens raises it)".formatted(tokens));
    }
    if (cost != null && journal.cost() >= cost) {
      throw Pause.because("the budget of %s is used up (budget.cost raises it)".formatted(cost));
    }
  }
}
