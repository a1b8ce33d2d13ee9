package io.github.deepeyes4j.core.score;

import java.util.Locale;

/// What a judge says about an answer. A closed set: a failing judge is not a wrong answer.
public enum Verdict {
  RIGHT,
  WRONG,
  /// The judge replied without a verdict in the agreed form.
  UNPARSABLE,
  /// The judge could not be asked, or its recording has no answer.
  UNAVAILABLE;

  /// The name in recordings and metrics.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
