package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.eval.benchmark.Item;
import io.github.deepeyes4j.eval.benchmark.ScorerKind;

/// Tells whether a prediction is right. Stateless; safe for concurrent use.
public interface Scorer {
  /// Scores by our rules.
  ///
  /// @param prediction what the model answered; empty for no answer
  /// @throws InterruptedException when the calling thread is interrupted; a judge is given up
  Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException;

  /// Scores as the public harness does, its faults included, except that it never draws an option
  /// at random nor evaluates what a model wrote.
  Grade released(Item item, String prediction, Graders graders) throws InterruptedException;

  /// Whether the public harness scores in another way at all.
  default boolean hasReleased() {
    return true;
  }

  /// Whether nothing can be told without a model that reads.
  default boolean needsModel() {
    return false;
  }

  static Scorer of(ScorerKind kind) {
    return switch (kind) {
      case MULTIPLE_CHOICE -> new MultipleChoice();
      case LETTER -> new LetterChoice();
      case CONTAINS -> new Containment();
      case RELAXED -> new RelaxedAnswer();
      case GRADED_QUERY -> new GradedQuery();
      case MATH_VISTA -> new MathVista();
      case MATH_VISION -> new MathVision();
      case MATH_VERSE -> new MathVerse();
      case DYNA_MATH -> new DynaMath();
      case LETTERS -> new LetterSet();
      case JUDGED -> new Judged();
    };
  }
}
