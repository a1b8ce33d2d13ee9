package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.tensor.Tensors;
import io.github.deepeyes4j.model.weights.ParameterSource;
import org.bytedeco.pytorch.Tensor;

/// One pre-norm decoder layer: grouped-query attention with biased Q, K and V, then SwiGLU.
final class DecoderLayer {
  private final int index;
  private final QwenVlConfig.Text config;
  private final RmsNorm attentionNorm;
  private final Linear query;
  private final Linear key;
  private final Linear value;
  private final Linear out;
  private final RmsNorm feedForwardNorm;
  private final SwiGlu feedForward;

  DecoderLayer(ParameterSource source, int index, QwenVlConfig.Text config) {
    String name = "model.layers." + index;
    int width = config.width();
    int kvWidth = config.kvHeads() * config.headWidth();
    this.index = index;
    this.config = config;
    this.attentionNorm = new RmsNorm(source, name + ".input_layernorm", width, config.normEps());
    this.query = Linear.biased(source, name + ".self_attn.q_proj", width, width);
    this.key = Linear.biased(source, name + ".self_attn.k_proj", kvWidth, width);
    this.value = Linear.biased(source, name + ".self_attn.v_proj", kvWidth, width);
    this.out = Linear.plain(source, name + ".self_attn.o_proj", width, width);
    this.feedForwardNorm =
        new RmsNorm(source, name + ".post_attention_layernorm", width, config.normEps());
    this.feedForward = SwiGlu.plain(source, name + ".mlp", width, config.feedForward());
  }

  Tensor apply(Tensor x_BTD, Rotary rotary, Attention attention, Adaptation adaptation) {
    Tensor h =
        Tensors.scoped(
            () -> x_BTD.add(attend(attentionNorm.apply(x_BTD), rotary, attention, adaptation)));
    return Tensors.scoped(() -> h.add(feedForward.apply(feedForwardNorm.apply(h), adaptation)));
  }

  private Tensor attend(Tensor x_BTD, Rotary rotary, Attention attention, Adaptation adaptation) {
    Tensor q = rotary.rotate(heads(query.apply(x_BTD, adaptation), config.heads()));
    Tensor k = rotary.rotate(heads(key.apply(x_BTD, adaptation), config.kvHeads()));
    Tensor v = heads(value.apply(x_BTD, adaptation), config.kvHeads());
    Tensor mixed_BHTK = attention.attend(index, q, k, v);
    Tensor joined_BTD =
        mixed_BHTK.transpose(1, 2).reshape(x_BTD.size(0), x_BTD.size(1), config.width());
    return out.apply(joined_BTD, adaptation);
  }

  private Tensor heads(Tensor x_BTX, int heads) {
    return x_BTX.view(x_BTX.size(0), x_BTX.size(1), heads, config.headWidth()).transpose(1, 2);
  }
}
