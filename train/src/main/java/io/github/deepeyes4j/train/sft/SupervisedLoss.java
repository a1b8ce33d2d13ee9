package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.replica.Replica;
import io.github.deepeyes4j.train.replica.Targets;
import io.github.deepeyes4j.train.sft.Batches.Numbered;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CrossEntropyLossOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kNone;

/// What supervised training computes gradients of, on any replica.
///
/// @param headClasses classes of each auxiliary vision head
record SupervisedLoss(List<Integer> headClasses) {

  /// Adds the gradients of a batch of conversations.
  ///
  /// @param scale what the summed loss is multiplied by: one over the step's action tokens
  Metrics learn(Replica replica, List<Numbered> batch, double scale) {
    Metrics metrics = new Metrics();
    try (PointerScope _ = new PointerScope()) {
      List<TokenSequence> sequences = batch.stream().map(Numbered::sequence).toList();
      Targets targets = Targets.of(sequences);
      Replica.Scores scores = replica.scores(sequences, targets);
      CrossEntropyLossOptions options = new CrossEntropyLossOptions();
      options.reduction().put(new kNone());
      Tensor losses =
          torch.cross_entropy(scores.logits(), replica.index(targets.tokens()), options);
      scores.backward(losses.sum().mul(new Scalar(scale)));
      tally(
          batch,
          targets,
          losses,
          scores.logits().argmax(new org.bytedeco.pytorch.LongOptional(-1), false),
          metrics);
    }
    return metrics;
  }

  private static void tally(
      List<Numbered> batch, Targets targets, Tensor losses, Tensor guesses, Metrics metrics) {
    float[] loss = Tensors.floats(losses);
    long[] guess = Tensors.longs(guesses);
    int at = 0;
    for (int i = 0; i < batch.size(); i++) {
      int right = 0;
      double sum = 0;
      int end = at + targets.perSequence()[i];
      int count = end - at;
      for (; at < end; at++) {
        right += guess[at] == targets.tokens()[at] ? 1 : 0;
        sum += loss[at];
      }
      metrics.addSample(batch.get(i).source(), count, right);
      metrics.addLoss(batch.get(i).source(), sum);
      if (!Double.isFinite(sum)) {
        metrics.addFaulty(batch.get(i));
      }
    }
  }

  /// Adds the gradients of labelled pictures.
  ///
  /// @param scale what the summed loss is multiplied by: the heads' weight over the step's labels
  void learn(
      Replica replica,
      String source,
      List<Sample.LabelledPicture> pictures,
      double scale,
      Metrics metrics) {
    try (PointerScope _ = new PointerScope()) {
      Tensor features =
          replica.features(pictures.stream().map(Sample.LabelledPicture::picture).toList());
      Tensor loss = AuxiliaryHeads.of(headClasses, replica).loss(features, pictures);
      replica.backward(loss.mul(new Scalar(scale)));
      metrics.addLabels(source, loss.item_float(), AuxiliaryHeads.labels(pictures));
    }
  }
}
