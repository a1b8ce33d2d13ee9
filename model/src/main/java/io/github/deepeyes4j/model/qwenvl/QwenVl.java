package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.core.image.Patches;
import io.github.deepeyes4j.core.tokenizer.ImageSpan;
import io.github.deepeyes4j.core.tokenizer.TokenSequence;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.ParameterSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/// Qwen2.5-VL (arXiv 2502.13923): a vision tower whose features stand in for image tokens, and a
/// decoder with multimodal rotary positions.
///
/// A pure function of its parameters: caches and masks come in through [Attention], adapters
/// through [Adaptation]. Tensors that calls return belong to the caller's `PointerScope`. Use from
/// one thread at a time.
public final class QwenVl {
  private final QwenVlConfig config;
  private final Placement placement;
  private final Map<String, Tensor> parameters;
  private final VisionTower vision;
  private final Decoder decoder;
  private final Adaptation adaptation;

  /// Builds the model from named parameters.
  ///
  /// @param placement where inputs are put; the parameters must already be there
  public QwenVl(QwenVlConfig config, ParameterSource source, Placement placement) {
    this.config = config;
    this.placement = placement;
    this.parameters = new LinkedHashMap<>();
    this.adaptation = Adaptation.NONE;
    ParameterSource recording = new Recording(source);
    this.decoder = new Decoder(recording, config, placement);
    this.vision = new VisionTower(recording, config.vision(), placement);
  }

  private QwenVl(QwenVl base, Adaptation adaptation) {
    this.config = base.config;
    this.placement = base.placement;
    this.parameters = base.parameters;
    this.vision = base.vision;
    this.decoder = base.decoder;
    this.adaptation = adaptation;
  }

  /// The same model with other adapters; both share all parameters.
  public QwenVl adapted(Adaptation other) {
    return new QwenVl(this, other);
  }

  private final class Recording implements ParameterSource {
    private final ParameterSource source;

    Recording(ParameterSource source) {
      this.source = source;
    }

    @Override
    public Tensor parameter(String name, long... shape) {
      Tensor parameter = source.parameter(name, shape);
      parameters.put(name, parameter);
      return parameter;
    }

    @Override
    public boolean has(String name) {
      return source.has(name);
    }
  }

  public QwenVlConfig config() {
    return config;
  }

  public Placement placement() {
    return placement;
  }

  /// All parameters under the names that Hugging Face checkpoints use.
  public Map<String, Tensor> parameters() {
    return Collections.unmodifiableMap(parameters);
  }

  /// One row of features a merged cell, `C x D`, picture after picture.
  public Tensor see(List<Patches> pictures) {
    return vision.apply(pictures, adaptation);
  }

  /// The embeddings of sequences, image tokens replaced by the pictures' features.
  ///
  /// @param sequences rows; shorter ones are padded on the right with token 0
  /// @param features_CD rows for every picture of every sequence, in order; ignored when there is
  ///   none
  /// @return `B x T x D`
  public Tensor embed(List<TokenSequence> sequences, Tensor features_CD) {
    int tokens = sequences.stream().mapToInt(TokenSequence::length).max().orElseThrow();
    long[] ids = new long[sequences.size() * tokens];
    int cells = 0;
    for (int row = 0; row < sequences.size(); row++) {
      TokenSequence sequence = sequences.get(row);
      for (int t = 0; t < sequence.length(); t++) {
        ids[row * tokens + t] = sequence.tokens()[t];
      }
      cells += sequence.images().stream().mapToInt(image -> image.grid().tokens()).sum();
    }
    Tensor x_BTD = embed(Tensors.of(ids, sequences.size(), tokens));
    if (cells == 0) {
      return x_BTD;
    }
    if (features_CD.size(0) != cells) {
      throw new IllegalArgumentException(
          "%d image tokens but %d features".formatted(cells, features_CD.size(0)));
    }
    Tensor places = placement.move(Tensors.indices(imagePlaces(sequences, tokens, cells)));
    return x_BTD.view(-1, config.text().width()).index_copy(0, places, features_CD).view_as(x_BTD);
  }

  private static int[] imagePlaces(List<TokenSequence> sequences, int tokens, int cells) {
    int[] places = new int[cells];
    int at = 0;
    for (int row = 0; row < sequences.size(); row++) {
      for (ImageSpan image : sequences.get(row).images()) {
        for (int t = image.start(); t < image.end(); t++) {
          places[at++] = row * tokens + t;
        }
      }
    }
    return places;
  }

  /// The embeddings of plain tokens, `B x T` to `B x T x D`.
  public Tensor embed(Tensor tokens_BT) {
    return decoder.embed(placement.move(tokens_BT));
  }

  /// The last hidden states, normalised.
  ///
  /// @param positions one a row of `x_BTD`; rows may be shorter than T
  public Tensor hidden(Tensor x_BTD, List<RopeIndex> positions, Attention attention) {
    return decoder.hidden(x_BTD, positions, attention, adaptation);
  }

  /// The same, the layers computed again when gradients are due: less memory, more time.
  ///
  /// @param residence brings the layers' parameters
  public Recomputation recomputed(
      Tensor x_BTD, List<RopeIndex> positions, Attention attention, LayerResidence residence) {
    return decoder.recomputed(x_BTD, positions, attention, adaptation, residence);
  }

  /// Scores of the next token for any number of hidden states: `… x D` to `… x V`.
  public Tensor logits(Tensor hidden_xD) {
    return decoder.logits(hidden_xD, adaptation);
  }
}
