package io.github.deepeyes4j.eval.maths;

import io.github.deepeyes4j.core.score.judge.MathEquivalence;
import io.github.deepeyes4j.core.score.judge.MathText;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.matheclipse.core.basic.Config;
import org.matheclipse.core.eval.ExprEvaluator;
import org.matheclipse.parser.client.math.MathException;

/// Compares mathematical answers with Symja, one at a time: two expressions are equal when their
/// difference is zero, two lists when all their members are, in order. Where both name units, and
/// not the same, nothing is told.
///
/// Symja loads on first use (about two seconds).
public final class SymjaEquivalence implements MathEquivalence {
  private static final long SECONDS = 2;

  /// Of an integer on the way; about 3000 decimal digits.
  private static final int MAX_BITS = 10_000;

  @Override
  public Optional<Boolean> equal(String one, String other) {
    Optional<List<String>> left = MathExpression.read(MathText.normalize(one));
    Optional<List<String>> right = MathExpression.read(MathText.normalize(other));
    Set<String> units = new HashSet<>(List.of(MathText.unit(one), MathText.unit(other)));
    units.remove("");
    if (units.size() > 1
        || left.isEmpty()
        || right.isEmpty()
        || left.get().size() != right.get().size()) {
      return Optional.empty();
    }
    boolean all = true;
    for (int i = 0; i < left.get().size(); i++) {
      Optional<Boolean> zero = isZero("(%s)-(%s)".formatted(left.get().get(i), right.get().get(i)));
      if (zero.isEmpty()) {
        return Optional.empty();
      }
      all &= zero.get();
    }
    return Optional.of(all);
  }

  private static Optional<Boolean> isZero(String difference) {
    String result = Symja.evaluate("PossibleZeroQ(Simplify(" + difference + "))");
    return switch (result) {
      case "True" -> Optional.of(true);
      case "False" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /// The algebra system; it is not safe for concurrent use.
  private static final class Symja {
    private static final ExprEvaluator EVALUATOR;

    static {
      Config.MAX_BIT_LENGTH = MAX_BITS;
      EVALUATOR = new ExprEvaluator(true, (short) 0);
    }

    /// The result as text; empty when Symja cannot read the expression, or gives up.
    static synchronized String evaluate(String expression) {
      try {
        return String.valueOf(
            EVALUATOR.evaluateWithTimeout(expression, SECONDS, TimeUnit.SECONDS, true, null));
      } catch (MathException e) {
        return "";
      }
    }
  }
}
