package io.github.deepeyes4j.core.score.audit;

import java.util.Locale;

/// Signs that an episode's tools were used for show. Each is a rule over the trajectory alone,
/// precise rather than complete: what cannot be told raises no flag.
///
/// A *value* is a number, or a word of three letters or more, that a tool's text shows and that
/// stood neither in the question nor in the call itself. Numbers are quoted also when they are
/// rounded. Text *quotes* an observation when it holds one of its values.
public enum Flag {
  /// A code call has nothing to run: only comments, `pass`, `...` and texts that stand alone.
  COMMENT_ONLY_CODE,
  /// A code call ran without error, printed and showed nothing, and no later code call or image
  /// search reads a name that it bound or whose content it may have changed.
  DEAD_CODE,
  /// The last call that gave anything was code that printed values and showed no picture, and
  /// neither the answer that ended the episode nor the thought before it quotes them.
  OUTPUT_IGNORED,
  /// A code call shows, by `print`, `display` or its last line, a constant written in the code that
  /// is the final answer, ends with it, or (answers of three characters or more) holds it.
  ANSWER_PRINTED,
  /// The text of an observation without pictures is quoted by nothing that the model wrote later,
  /// though the model wrote another turn and the observation, of a call that succeeded, shows
  /// values.
  OBSERVATION_UNUSED,
  /// Two calls are the same: code up to comments and blank lines, a search up to case and spaces.
  /// Repeating a call whose tool was unavailable is no repetition.
  REPEATED_CALL;

  /// The name in metrics and files.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
