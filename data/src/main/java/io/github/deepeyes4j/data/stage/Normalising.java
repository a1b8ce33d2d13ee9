package io.github.deepeyes4j.data.stage;

import io.github.deepeyes4j.core.BadInputException;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.score.AnswerMatch;
import io.github.deepeyes4j.core.score.reward.RewardConfig;
import io.github.deepeyes4j.data.example.Example;
import io.github.deepeyes4j.data.example.PictureStore;
import io.github.deepeyes4j.data.source.ExampleSource;
import io.github.deepeyes4j.table.form.MessageCell;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// What every example must have before anybody is asked: a licence, a judge, answers that can be
/// told right from wrong, pictures that a model can be shown.
///
/// @param rewards knows which categories have a judge
public record Normalising(RewardConfig rewards, PictureStore pictures)
    implements ExampleWork<Example> {
  /// Longest accepted answer: longer predictions earn nothing.
  private static final int ANSWER_CHARACTERS = 299;

  /// Largest ratio of sides that the image processor takes.
  private static final int ASPECT = 200;

  /// The example, dropped when something is missing.
  @Override
  public Example on(Example example) {
    if (!example.isKept()) {
      return example;
    }
    if (example.origin().licence().isBlank()) {
      return drop(example, "no licence", "source " + example.origin().source() + " states none");
    }
    if (example.question().contains(MessageCell.MARK)) {
      return drop(example, "mark in text", "its question says " + MessageCell.MARK);
    }
    if (example.answers().stream().allMatch(String::isBlank)) {
      return drop(example, "no answer", "nothing to compare with");
    }
    if (example.answers().stream().anyMatch(a -> a.length() > ANSWER_CHARACTERS)) {
      return drop(example, "answer too long", "over " + ANSWER_CHARACTERS + " characters");
    }
    if (numbers(example.answers()).size() > 1) {
      return drop(example, "ambiguous", "accepts different numbers: " + example.answers());
    }
    for (Picture picture : pictures.shown(example)) {
      int longer = Math.max(picture.width(), picture.height());
      if (longer > ASPECT * Math.min(picture.width(), picture.height())) {
        return drop(
            example, "picture too thin", picture.width() + "x" + picture.height() + " pixels");
      }
    }
    return judged(example);
  }

  private Example judged(Example example) {
    try {
      rewards.kind(example.category());
      return example;
    } catch (BadInputException e) {
      return drop(example, "no judge", String.valueOf(e.getMessage()));
    }
  }

  private static List<BigDecimal> numbers(List<String> answers) {
    return answers.stream()
        .map(AnswerMatch::number)
        .flatMap(Optional::stream)
        .map(BigDecimal::stripTrailingZeros)
        .distinct()
        .toList();
  }

  private static Example drop(Example example, String reason, String detail) {
    return example.dropped(ExampleSource.STAGE, reason, detail);
  }
}
