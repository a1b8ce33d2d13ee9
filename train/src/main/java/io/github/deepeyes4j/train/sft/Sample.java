package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import java.util.List;

/// Something to learn from.
public sealed interface Sample {
  /// A conversation: the loss is on its action tokens.
  record Conversation(TokenSequence sequence) implements Sample {}

  /// Pictures with labels for their merged cells: the loss is on auxiliary heads over the vision
  /// tower's output. They warm a fresh tower up; the heads never leave training.
  record Labelled(List<LabelledPicture> pictures) implements Sample {
    public Labelled {
      pictures = List.copyOf(pictures);
    }
  }

  /// One picture and its labels.
  ///
  /// @param labels for each head one class a cell, in reading order; [#UNLABELLED] where nothing is
  ///   known
  record LabelledPicture(Picture picture, int[][] labels) {}

  /// Stands for a label that is not known; no loss.
  int UNLABELLED = -100;
}
