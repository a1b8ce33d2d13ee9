package io.github.deepeyes4j.model.qwenvl;

import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
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

  /// Attention of sequences that stand one after the other in one row, without padding: each sees
  /// nothing of the others. No mask is made: neighbours of the same length are computed as one
  /// batch.
  ///
  /// @param lengths of the sequences, in order; together the row
  public static Attention packed(int... lengths) {
    List<Run> runs = runs(lengths);
    return (_, q_1HTK, k_1GTK, v_1GTK) -> {
      List<Tensor> mixed = new ArrayList<>();
      for (Run run : runs) {
        Tensor mixed_CHLK =
            scaledDotProduct(
                run.of(q_1HTK), run.of(k_1GTK), run.of(v_1GTK), new TensorOptional(), true);
        mixed.add(mixed_CHLK.transpose(0, 1).flatten(1, 2));
      }
      return Tensors.concat(1, mixed).unsqueeze(0);
    };
  }

  /// Neighbours of the same length.
  private record Run(long start, long count, long length) {
    /// Their part of a row, `1 x H x T x K` to `count x H x length x K`.
    Tensor of(Tensor x_1HTK) {
      return x_1HTK
          .squeeze(0)
          .narrow(1, start, count * length)
          .unflatten(1, count, length)
          .transpose(0, 1);
    }
  }

  private static List<Run> runs(int[] lengths) {
    List<Run> runs = new ArrayList<>();
    long start = 0;
    for (int first = 0; first < lengths.length; ) {
      int end = first;
      while (end < lengths.length && lengths[end] == lengths[first]) {
        end++;
      }
      runs.add(new Run(start, end - first, lengths[first]));
      start += (long) (end - first) * lengths[first];
      first = end;
    }
    return runs;
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
