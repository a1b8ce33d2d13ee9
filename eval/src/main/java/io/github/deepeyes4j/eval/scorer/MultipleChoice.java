package io.github.deepeyes4j.eval.scorer;

import io.github.deepeyes4j.core.score.Judge.Claim;
import io.github.deepeyes4j.core.score.judge.AnswerReader.Reading;
import io.github.deepeyes4j.eval.benchmark.Item;
import java.util.List;
import java.util.Optional;

/// One letter of several: read by rule, else by a model. The public harness draws an option at
/// random where that model fails; here it is unparsable. Where the answer takes no option, it asks
/// the judge whether it is right all the same.
final class MultipleChoice implements Scorer {
  @Override
  public Grade fixed(Item item, String prediction, Graders graders) throws InterruptedException {
    if (prediction.isBlank()) {
      return new Grade.Unparsable("no answer");
    }
    Optional<String> letter = Choices.fixed(prediction, item.choices());
    if (letter.isPresent()) {
      return Grade.of(letter.get().equals(item.answer()), letter.get());
    }
    Reading<String> reading =
        graders.read(graders.prompts().choice(item, prediction), reply -> letter(item, reply));
    return graders.grade(
        reading,
        read ->
            read.equals(Choices.NONE)
                ? new Grade.Unparsable("none of the choices")
                : Grade.of(read.equals(item.answer()), read));
  }

  /// The reader's letter, or [Choices#NONE].
  private static Optional<String> letter(Item item, String reply) {
    return reply.strip().matches("[(\\[]?Z[)\\].]?")
        ? Optional.of(Choices.NONE)
        : Choices.fixed(reply, item.choices());
  }

  @Override
  public Grade released(Item item, String prediction, Graders graders) throws InterruptedException {
    Optional<String> letter = Choices.released(prediction, item.choices());
    if (letter.isEmpty()) {
      Reading<String> reading =
          graders.read(graders.prompts().choice(item, prediction), reply -> letter(item, reply));
      if (!(reading instanceof Reading.Found<String>(String read))) {
        return graders.grade(reading, found -> Grade.of(found.equals(item.answer()), found));
      }
      letter = Optional.of(read);
    }
    if (!letter.get().equals(Choices.NONE)) {
      return Grade.of(letter.get().equals(item.answer()), letter.get());
    }
    String text = item.choices().getOrDefault(item.answer(), item.answer());
    return graders.consistency(new Claim(item.prompt(), List.of(item.answer(), text), prediction));
  }
}
