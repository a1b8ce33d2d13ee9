package io.github.deepeyes4j.train.replica;

import io.github.deepeyes4j.core.image.ImageProcessor;
import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.image.Picture;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.qwenvl.Attention;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.LayerResidence;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.Recomputation;
import io.github.deepeyes4j.model.qwenvl.RopeIndex;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.train.parallel.TrainedParameters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The model with trained parameters of its own. Confined to one thread at a time.
public final class Replica {
  private final QwenVl model;
  private final TrainedParameters parameters;
  private final boolean recomputing;
  private final ImageProcessor imageProcessor;

  /// Lays the model around trained parameters; what is frozen is shared.
  ///
  /// @param parameters what is trained, and others that train along
  public Replica(Trained trained, TrainedParameters parameters, ImageProcessor imageProcessor) {
    this.parameters = parameters;
    this.recomputing = trained.compute().gradientCheckpointing();
    this.model = trained.model(parameters.working());
    this.imageProcessor = imageProcessor;
  }

  /// What is trained.
  public TrainedParameters parameters() {
    return parameters;
  }

  /// Where the model computes.
  public Placement placement() {
    return model.placement();
  }

  /// Adds the gradients of a loss.
  ///
  /// @param loss one number, computed from what this replica computed last
  public void backward(Tensor loss) {
    loss.backward();
    parameters.collect();
  }

  /// Scores of action tokens, single precision, `N x V`; and the way back to their gradients.
  public final class Scores {
    private final Tensor logits_NV;
    private final @Nullable Recomputation layers;

    private Scores(Tensor logits_NV, @Nullable Recomputation layers) {
      this.logits_NV = logits_NV;
      this.layers = layers;
    }

    public Tensor logits() {
      return logits_NV;
    }

    /// Adds the gradients of a loss of these scores to the replica's. To be called once.
    public void backward(Tensor loss) {
      loss.backward();
      if (layers != null) {
        layers.backward();
      }
      parameters.collect();
    }
  }

  /// Scores of the action tokens of sequences, in the order of `targets`.
  ///
  /// The sequences are packed into one row. Each attends to itself alone, at positions of its own:
  /// the scores are those of each sequence by itself.
  public Scores scores(List<TokenSequence> sequences, Targets targets) {
    TokenSequence packed = TokenSequence.concat(sequences);
    Tensor x_1TD = model.embed(List.of(packed), shown(packed.images()));
    List<RopeIndex> positions =
        List.of(RopeIndex.concat(sequences.stream().map(RopeIndex::of).toList()));
    Attention attention =
        CausalAttention.packed(sequences.stream().mapToInt(TokenSequence::length).toArray());
    LayerResidence residence = parameters.residence();
    boolean coming = !residence.equals(LayerResidence.PERMANENT);
    if (coming || (recomputing && GradMode.is_enabled())) {
      Recomputation layers = model.recomputed(x_1TD, positions, attention, residence);
      return new Scores(logits(layers.hidden(), targets), layers);
    }
    return new Scores(logits(model.hidden(x_1TD, positions, attention), targets), null);
  }

  private Tensor logits(Tensor hidden_1TD, Targets targets) {
    Tensor hidden_ND = hidden_1TD.squeeze(0).index_select(0, index(targets.places()));
    return model.logits(hidden_ND).to(ScalarType.Float);
  }

  /// Indices where the model computes.
  public Tensor index(int[] values) {
    return placement().move(Tensors.indices(values));
  }

  /// The vision tower's features of pictures, one row a merged cell, with gradients.
  public Tensor features(List<Picture> pictures) {
    return model.see(pictures.stream().map(imageProcessor::process).toList());
  }

  /// The features of all pictures in order; one that is shown several times is seen once.
  private Tensor shown(List<ImageSpan> images) {
    List<Patches> seen = new ArrayList<>();
    Map<Picture, Integer> firstRows = new HashMap<>();
    IntStream.Builder rows = IntStream.builder();
    int known = 0;
    for (ImageSpan image : images) {
      Integer first = firstRows.putIfAbsent(image.picture(), known);
      if (first == null) {
        seen.add(imageProcessor.process(image.picture()));
        first = known;
        known += image.grid().tokens();
      }
      IntStream.range(first, first + image.grid().tokens()).forEach(rows);
    }
    return seen.isEmpty()
        ? new Tensor()
        : model.see(seen).index_select(0, index(rows.build().toArray()));
  }
}
