package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.weights.ParameterSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The language model: embeddings, layers, final norm, output matrix.
final class Decoder {
  private final QwenVlConfig.Text config;
  private final Placement placement;
  private final Tensor embeddings_VD;
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final RmsNorm norm;
  private final Linear output;
  private final float[] frequencies;
  private final int[] axisOfFrequency;

  Decoder(ParameterSource source, QwenVlConfig config, Placement placement) {
    this.config = config.text();
    this.placement = placement;
    int width = this.config.width();
    int vocabulary = this.config.vocabulary();
    this.embeddings_VD = source.parameter("model.embed_tokens.weight", vocabulary, width);
    for (int i = 0; i < this.config.layers(); i++) {
      layers.add(new DecoderLayer(source, i, this.config));
    }
    this.norm = new RmsNorm(source, "model.norm", width, this.config.normEps());
    this.output =
        config.tied() || !source.has("lm_head.weight")
            ? Linear.of("lm_head", embeddings_VD)
            : Linear.plain(source, "lm_head", vocabulary, width);
    this.frequencies = Rotary.frequencies(this.config.ropeTheta(), this.config.headWidth());
    this.axisOfFrequency = axes(this.config.mropeSections());
  }

  /// Which axis (0 time, 1 height, 2 width) turns each frequency.
  private static int[] axes(List<Integer> sections) {
    int[] axes = new int[sections.stream().mapToInt(Integer::intValue).sum()];
    int at = 0;
    for (int section = 0; section < sections.size(); section++) {
      for (int i = 0; i < sections.get(section); i++) {
        axes[at++] = section % 3;
      }
    }
    return axes;
  }

  Tensor embed(Tensor tokens_BT) {
    return torch.embedding(embeddings_VD, tokens_BT);
  }

  /// Runs the layers.
  ///
  /// @param positions one a row, each as long as T; shorter rows are padded by the caller's choice
  ///   of position
  Tensor hidden(
      Tensor x_BTD, List<RopeIndex> positions, Attention attention, Adaptation adaptation) {
    Rotary rotary = rotary(positions, Math.toIntExact(x_BTD.size(1)));
    Tensor h = x_BTD;
    for (DecoderLayer layer : layers) {
      h = layer.apply(h, rotary, attention, adaptation);
    }
    return norm.apply(h);
  }

  /// The same without keeping what gradients need.
  Recomputation recomputed(
      Tensor x_BTD,
      List<RopeIndex> positions,
      Attention attention,
      Adaptation adaptation,
      LayerResidence residence) {
    Rotary rotary = rotary(positions, Math.toIntExact(x_BTD.size(1)));
    List<UnaryOperator<Tensor>> applied = new ArrayList<>();
    for (DecoderLayer layer : layers) {
      applied.add(h -> layer.apply(h, rotary, attention, adaptation));
    }
    return new Recomputation(x_BTD, applied, residence, norm::apply);
  }

  Tensor logits(Tensor hidden_xD, Adaptation adaptation) {
    return output.apply(hidden_xD, adaptation);
  }

  private Rotary rotary(List<RopeIndex> rows, int tokens) {
    int half = frequencies.length;
    float[] angles = new float[rows.size() * tokens * half];
    int at = 0;
    for (RopeIndex row : rows) {
      int[][] axes = {row.time(), row.height(), row.width()};
      for (int t = 0; t < tokens; t++) {
        for (int i = 0; i < half; i++, at++) {
          // Padding beyond a row's end stays at angle 0: nothing attends to it.
          int[] axis = axes[axisOfFrequency[i]];
          angles[at] = t < axis.length ? axis[t] * frequencies[i] : 0;
        }
      }
    }
    return Rotary.of(angles, placement, rows.size(), 1, tokens, half);
  }
}
