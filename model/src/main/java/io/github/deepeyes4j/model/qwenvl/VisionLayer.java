package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.ParameterSource;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// One pre-norm layer of the vision tower: attention within segments, then SwiGLU with biases.
final class VisionLayer {
  private static final double NORM_EPS = 1e-6;

  private final QwenVlConfig.Vision config;
  private final RmsNorm attentionNorm;
  private final Linear qkv;
  private final Linear out;
  private final RmsNorm feedForwardNorm;
  private final SwiGlu feedForward;

  VisionLayer(ParameterSource source, int index, QwenVlConfig.Vision config) {
    String name = "visual.blocks." + index;
    int width = config.width();
    this.config = config;
    this.attentionNorm = new RmsNorm(source, name + ".norm1", width, NORM_EPS);
    this.qkv = Linear.biased(source, name + ".attn.qkv", 3L * width, width);
    this.out = Linear.biased(source, name + ".attn.proj", width, width);
    this.feedForwardNorm = new RmsNorm(source, name + ".norm2", width, NORM_EPS);
    this.feedForward = SwiGlu.biased(source, name + ".mlp", width, config.feedForward());
  }

  Tensor apply(Tensor x_ND, Rotary rotary, Segments segments, Adaptation adaptation) {
    Tensor h =
        Tensors.scoped(
            () -> x_ND.add(attend(attentionNorm.apply(x_ND), rotary, segments, adaptation)));
    return Tensors.scoped(() -> h.add(feedForward.apply(feedForwardNorm.apply(h), adaptation)));
  }

  /// Segments of a patch sequence that attend within themselves.
  ///
  /// @param order places of the sequence in which the segments lie one after the other, and
  ///   `inverse` the way back; both empty when they already do
  record Segments(List<WindowPlan.Run> runs, TensorOptional order, TensorOptional inverse) {}

  private Tensor attend(Tensor x_ND, Rotary rotary, Segments segments, Adaptation adaptation) {
    long patches = x_ND.size(0);
    long heads = config.heads();
    Tensor qkv_N3HK = qkv.apply(x_ND, adaptation).view(patches, 3, heads, config.headWidth());
    // The rotation is done in single precision, as the reference does.
    Tensor qk = rotary.rotate(qkv_N3HK.narrow(1, 0, 2).to(ScalarType.Float)).to(x_ND.scalar_type());
    Tensor all = Tensors.concat(1, qk, qkv_N3HK.narrow(1, 2, 1));
    if (segments.order().has_value()) {
      all = all.index_select(0, segments.order().get());
    }
    List<Tensor> mixed = new ArrayList<>();
    long at = 0;
    for (WindowPlan.Run run : segments.runs()) {
      long count = (long) run.count() * run.length();
      mixed.add(attendWithin(all.narrow(0, at, count), run));
      at += count;
    }
    Tensor joined = mixed.size() == 1 ? mixed.getFirst() : Tensors.concat(0, mixed);
    if (segments.inverse().has_value()) {
      joined = joined.index_select(0, segments.inverse().get());
    }
    return out.apply(joined, adaptation);
  }

  private Tensor attendWithin(Tensor qkv_N3HK, WindowPlan.Run run) {
    Tensor s =
        qkv_N3HK
            .view(run.count(), run.length(), 3, config.heads(), config.headWidth())
            .permute(2, 0, 3, 1, 4);
    Tensor mixed =
        torch.scaled_dot_product_attention(
            s.select(0, 0),
            s.select(0, 1),
            s.select(0, 2),
            new TensorOptional(),
            0,
            false,
            new DoubleOptional(),
            false);
    return mixed.transpose(1, 2).reshape((long) run.count() * run.length(), config.width());
  }
}
