package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.eval.benchmark.Item;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An accepted answer stands in the prediction (OCRBench: Liu et al., arXiv 2305.07895). Formulas
/// are compared without spaces and with their case. The public harness finds `1` in `2016`; ours
/// takes a number only where it stands alone.
final class Containment implements Scorer {
  private static final String FORMULAS = "Handwritten Mathematical Expression Recognition";
  private static final Pattern DIGITS = Pattern.compile("\\d+");

  @Override
  public Grade fixed(Item item, String prediction, Graders graders) {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    boolean formula = isFormula(item);
    String text = normal(prediction, formula);
    Optional<String> found =
        item.answers().stream().filter(a -> holds(text, normal(a, formula))).findFirst();
    return Grade.of(found.isPresent(), found.orElse(""));
  }

  private static boolean holds(String text, String answer) {
    if (answer.isEmpty()) {
      return false;
    }
    return DIGITS.matcher(answer).matches()
        ? Pattern.compile("(?<!\\d)(?<!\\d[.,])" + answer + "(?![.,]?\\d)").matcher(text).find()
        : text.contains(answer);
  }

  private static String normal(String text, boolean formula) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
    return formula
        ? folded.replaceAll("\\s+", "")
        : folded.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) {
    boolean formula = isFormula(item);
    String text = released(prediction, formula);
    Optional<String> found =
        item.answers().stream().filter(a -> text.contains(released(a, formula))).findFirst();
    return Grade.of(found.isPresent(), found.orElse(""));
  }

  private static String released(String text, boolean formula) {
    String line = text.strip().replace('\n', ' ');
    return formula ? line.replace(" ", "") : line.toLowerCase(Locale.ROOT);
  }

  private static boolean isFormula(Item item) {
    return item.field("category").equals(FORMULAS);
  }
}
