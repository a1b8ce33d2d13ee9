package io.github.deepeyes4j.train.sft;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.replica.Replica;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.CrossEntropyLossOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.bytedeco.pytorch.kSum;

/// Linear classifiers over the vision tower's output, used in training only.
///
/// @param classes the number of classes of each head
/// @param placement where they compute
record AuxiliaryHeads(List<Integer> classes, Tensor weight, Tensor bias, Placement placement) {
  /// Names under this prefix are left out of saved models.
  static final String PREFIX = "auxiliary.";

  /// The heads that train along with a replica.
  static AuxiliaryHeads of(List<Integer> classes, Replica replica) {
    Map<String, Tensor> working = replica.parameters().working();
    return new AuxiliaryHeads(
        classes,
        Objects.requireNonNull(working.get(PREFIX + "weight")),
        Objects.requireNonNull(working.get(PREFIX + "bias")),
        replica.placement());
  }

  /// Fresh parameters.
  static Map<String, Tensor> fresh(List<Integer> classes, int width) {
    long total = classes.stream().mapToInt(Integer::intValue).sum();
    return Map.of(
        PREFIX + "weight", torch.zeros(total, width), PREFIX + "bias", torch.zeros(total));
  }

  /// Summed cross-entropy of all labels, and how many there were.
  ///
  /// @param features_CD the tower's output for the pictures, in order
  Tensor loss(Tensor features_CD, List<Sample.LabelledPicture> pictures) {
    Tensor logits =
        torch.linear(features_CD, weight, new TensorOptional(bias)).to(ScalarType.Float);
    Tensor loss = placement.single().zeros(1);
    long at = 0;
    for (int head = 0; head < classes.size(); head++) {
      Tensor targets = placement.move(Tensors.indices(column(pictures, head)));
      CrossEntropyLossOptions options = new CrossEntropyLossOptions();
      options.ignore_index().put(Sample.UNLABELLED);
      options.reduction().put(new kSum());
      loss =
          loss.add(torch.cross_entropy(logits.narrow(1, at, classes.get(head)), targets, options));
      at += classes.get(head);
    }
    return loss;
  }

  private static int[] column(List<Sample.LabelledPicture> pictures, int head) {
    return pictures.stream()
        .flatMapToInt(picture -> java.util.Arrays.stream(picture.labels()[head]))
        .toArray();
  }

  static long labels(List<Sample.LabelledPicture> pictures) {
    return pictures.stream()
        .flatMap(picture -> java.util.Arrays.stream(picture.labels()))
        .flatMapToInt(java.util.Arrays::stream)
        .filter(label -> label != Sample.UNLABELLED)
        .count();
  }
}
