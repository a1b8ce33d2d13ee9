package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.optim.FlatParameters;
import io.github.deepeyes4j.train.replica.Targets;
import io.github.deepeyes4j.train.sft.Batches.Numbered;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CrossEntropyLossOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kNone;

/// A copy of the model that one worker thread computes gradients on.
final class Replica {
  private final QwenVl model;
  private final FlatParameters parameters;
  private final AuxiliaryHeads heads;
  private final ImageProcessor imageProcessor;

  /// Copies the trained parameters; what is frozen is shared.
  ///
  /// @param initial values of the trained parameters and the heads
  Replica(
      Trained trained,
      Map<String, Tensor> initial,
      List<Integer> headClasses,
      ImageProcessor imageProcessor) {
    this.parameters = FlatParameters.of(initial);
    this.model = trained.model(parameters.views());
    this.heads = AuxiliaryHeads.of(headClasses, parameters);
    this.imageProcessor = imageProcessor;
  }

  FlatParameters parameters() {
    return parameters;
  }

  /// Adds the gradients of a batch of conversations.
  ///
  /// @param scale what the summed loss is multiplied by: one over the step's action tokens
  void learn(List<Numbered> batch, double scale, Metrics metrics) {
    try (PointerScope _ = new PointerScope()) {
      List<TokenSequence> sequences = batch.stream().map(Numbered::sequence).toList();
      List<Patches> patches =
          sequences.stream()
              .flatMap(sequence -> sequence.images().stream())
              .map(image -> imageProcessor.process(image.picture()))
              .toList();
      Tensor features = patches.isEmpty() ? new Tensor() : model.see(patches);
      Tensor x = model.embed(sequences, features);
      List<RopeIndex> positions = sequences.stream().map(RopeIndex::of).toList();
      Targets targets = Targets.of(sequences);
      Tensor hidden =
          model
              .hidden(x, positions, new CausalAttention())
              .view(-1, model.config().text().width())
              .index_select(0, Tensors.indices(targets.places()));
      Tensor logits = model.logits(hidden);
      CrossEntropyLossOptions options = new CrossEntropyLossOptions();
      options.reduction().put(new kNone());
      Tensor losses = torch.cross_entropy(logits, Tensors.indices(targets.tokens()), options);
      losses.sum().mul(new Scalar(scale)).backward();
      tally(
          batch,
          targets,
          losses,
          logits.argmax(new org.bytedeco.pytorch.LongOptional(-1), false),
          metrics);
    }
  }

  private static void tally(
      List<Numbered> batch, Targets targets, Tensor losses, Tensor guesses, Metrics metrics) {
    float[] loss = Tensors.floats(losses);
    long[] guess = Tensors.longs(guesses);
    int at = 0;
    for (int row = 0; row < batch.size(); row++) {
      int right = 0;
      double sum = 0;
      int end = at + targets.perRow()[row];
      int count = end - at;
      for (; at < end; at++) {
        right += guess[at] == targets.tokens()[at] ? 1 : 0;
        sum += loss[at];
      }
      metrics.addSample(batch.get(row).source(), count, right);
      metrics.addLoss(batch.get(row).source(), sum);
    }
  }

  /// Adds the gradients of labelled pictures.
  ///
  /// @param scale what the summed loss is multiplied by: the heads' weight over the step's labels
  void learn(String source, List<Sample.LabelledPicture> pictures, double scale, Metrics metrics) {
    try (PointerScope _ = new PointerScope()) {
      Tensor features =
          model.see(
              pictures.stream()
                  .map(labelled -> imageProcessor.process(labelled.picture()))
                  .toList());
      Tensor loss = heads.loss(features, pictures);
      loss.mul(new Scalar(scale)).backward();
      metrics.addLabels(source, loss.item_float(), AuxiliaryHeads.labels(pictures));
    }
  }
}
