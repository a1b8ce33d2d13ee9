package io.github.deepeyes4j.train.replica;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.optim.FlatParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/// The model with parameters of its own. Confined to one thread at a time.
public final class Replica {
  private final QwenVl model;
  private final FlatParameters parameters;
  private final ImageProcessor imageProcessor;

  /// Copies the trained parameters; what is frozen is shared.
  ///
  /// @param initial values of the trained parameters, and of others that train along
  public Replica(Trained trained, Map<String, Tensor> initial, ImageProcessor imageProcessor) {
    this.parameters = FlatParameters.of(initial);
    this.model = trained.model(parameters.views());
    this.imageProcessor = imageProcessor;
  }

  public FlatParameters parameters() {
    return parameters;
  }

  /// Scores of the action tokens of a batch, with gradients: `N x V`, in the order of `targets`.
  public Tensor logits(List<TokenSequence> sequences, Targets targets) {
    Tensor x_BTD = model.embed(sequences, shown(sequences));
    List<RopeIndex> positions = sequences.stream().map(RopeIndex::of).toList();
    Tensor hidden_ND =
        model
            .hidden(x_BTD, positions, new CausalAttention())
            .view(-1, model.config().text().width())
            .index_select(0, Tensors.indices(targets.places()));
    return model.logits(hidden_ND);
  }

  /// The vision tower's features of pictures, one row a merged cell, with gradients.
  public Tensor features(List<Picture> pictures) {
    return model.see(pictures.stream().map(imageProcessor::process).toList());
  }

  /// The features of all pictures in order; a picture that several sequences show is seen once.
  private Tensor shown(List<TokenSequence> sequences) {
    List<Patches> seen = new ArrayList<>();
    Map<Picture, Integer> firstRows = new HashMap<>();
    IntStream.Builder rows = IntStream.builder();
    int known = 0;
    for (TokenSequence sequence : sequences) {
      for (ImageSpan image : sequence.images()) {
        Integer first = firstRows.putIfAbsent(image.picture(), known);
        if (first == null) {
          seen.add(imageProcessor.process(image.picture()));
          first = known;
          known += image.grid().tokens();
        }
        IntStream.range(first, first + image.grid().tokens()).forEach(rows);
      }
    }
    return seen.isEmpty()
        ? new Tensor()
        : model.see(seen).index_select(0, Tensors.indices(rows.build().toArray()));
  }
}
