package io.github.deepeyes4j.eval.scorer;

import java.util.Locale;

/// Which rules score.
public enum Variant {
  /// The headline: faults of the released scorers are mended.
  FIXED,
  /// As the public harness scores, faults included, for comparison with published numbers.
  RELEASED;

  /// The name in files and tables.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
