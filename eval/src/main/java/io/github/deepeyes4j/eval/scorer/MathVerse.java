package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.Optional;

/// MathVerse (Zhang et al., arXiv 2403.14624). The public harness has a model copy the answer out
/// and a model say 1 or 0. Ours compares by rule first and has the judge of mathematics say the
/// rest.
final class MathVerse implements Scorer {
  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    String answer = MathAnswer.finalPart(prediction);
    Optional<String> letter = Choices.fixed(answer, letters());
    if (letter.isPresent() && item.answer().strip().matches("[A-Z]")) {
      return Grade.of(letter.get().equals(item.answer().strip()), letter.get());
    }
    return graders.maths(new Claim(item.field("question_for_eval"), item.answers(), answer));
  }

  /// The file writes the choices into the question.
  private static java.util.Map<String, String> letters() {
    return java.util.Map.of("A", "", "B", "", "C", "", "D", "", "E", "", "F", "");
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    Reading<String> reading = MathAnswer.extracted(item, prediction, graders);
    if (!(reading instanceof Reading.Found<String>(String read))) {
      return graders.grade(reading, found -> Grade.of(false, found));
    }
    if (isSameText(read, item.answer())) {
      return Grade.of(true, read);
    }
    Reading<Boolean> same =
        graders.read(
            graders.prompts().same(item, item.field("question_for_eval"), read),
            reply ->
                switch (reply.strip()) {
                  case "1" -> Optional.of(true);
                  case "0" -> Optional.of(false);
                  default -> Optional.empty();
                });
    return graders.grade(same, right -> Grade.of(right, read));
  }

  static boolean isSameText(String extracted, String answer) {
    return extracted.strip().equals(answer.strip());
  }
}
