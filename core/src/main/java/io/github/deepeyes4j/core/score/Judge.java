package io.github.deepeyes4j.core.score;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether an answer agrees with the ground truth. Implementations are safe for concurrent
/// use and block until the verdict is there.
public interface Judge {
  /// Judges one answer. Failures are verdicts, not exceptions.
  ///
  /// @throws InterruptedException when the calling thread is interrupted
  Judgement judge(Claim claim) throws InterruptedException;

  /// An answer to be judged.
  ///
  /// @param references accepted answers, at least one, the usual form first
  record Claim(String question, List<String> references, String answer) {
    public Claim {
      references = List.copyOf(references);
      if (references.isEmpty()) {
        throw new IllegalArgumentException("a claim needs a reference answer");
      }
    }
  }

  /// A verdict and its grounds.
  ///
  /// @param grounds the rule that decided, the judge's whole reply, or what failed
  /// @param second what a second judge said of the same claim; null when none was asked
  record Judgement(Verdict verdict, String grounds, @Nullable Verdict second) {
    public Judgement(Verdict verdict, String grounds) {
      this(verdict, grounds, null);
    }
  }
}
