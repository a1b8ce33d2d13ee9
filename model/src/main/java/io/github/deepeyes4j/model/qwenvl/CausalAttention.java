package io.github.deepeyes4j.model.qwenvl;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Every token attends to itself and to those before it in its own row; nothing is cached. Rows of
/// different lengths are padded on the right, where the causal mask alone keeps padding out of
/// sight.
public final class CausalAttention implements Attention {
  @Override
  public Tensor attend(int layer, Tensor q_BHTK, Tensor k_BGTK, Tensor v_BGTK) {
    return scaledDotProduct(q_BHTK, k_BGTK, v_BGTK, new TensorOptional(), true);
  }

  /// Scaled dot-product attention in which several query heads share a key/value head.
  public static Tensor scaledDotProduct(
      Tensor q_BHTK, Tensor k_BGSK, Tensor v_BGSK, TensorOptional mask, boolean causal) {
    long groupSize = q_BHTK.size(1) / k_BGSK.size(1);
    return torch.scaled_dot_product_attention(
        q_BHTK,
        repeatHeads(k_BGSK, groupSize),
        repeatHeads(v_BGSK, groupSize),
        mask,
        0,
        causal,
        new DoubleOptional(),
        false);
  }

  private static Tensor repeatHeads(Tensor x_BGSK, long times) {
    if (times == 1) {
      return x_BGSK;
    }
    long b = x_BGSK.size(0);
    long g = x_BGSK.size(1);
    long s = x_BGSK.size(2);
    long k = x_BGSK.size(3);
    return x_BGSK.unsqueeze(2).expand(b, g, times, s, k).reshape(b, g * times, s, k);
  }
}
