package io.github.deepeyes4j.core.score.judge;

import java.util.Optional;

/// Port: whether two mathematical expressions are equal. Implementations are safe for concurrent
/// use, and bounded in time whatever the input.
public interface MathEquivalence {
  /// Compares two expressions, in LaTeX or plain notation.
  ///
  /// @return empty when one of them cannot be read, or time runs out
  /// @throws InterruptedException when the calling thread is interrupted
  Optional<Boolean> equal(String one, String other) throws InterruptedException;

  /// Recognises nothing.
  static MathEquivalence none() {
    return (_, _) -> Optional.empty();
  }
}
