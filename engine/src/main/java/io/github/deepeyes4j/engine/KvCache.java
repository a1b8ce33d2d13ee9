package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.model.qwenvl.Attention;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Keys and values of all rows, one fixed block a layer: `rows x context x (G·K)`. Confined to the
/// engine's thread.
final class KvCache implements AutoCloseable {
  /// Stands for the position of a row that only computes along: it writes to the last place, which
  /// no sequence uses, and what it remembers stays.
  static final int IDLE = -1;

  private final QwenVlConfig.Text config;
  private final Placement placement;
  private final long rows;
  private final long context;
  private final List<Tensor> keys = new ArrayList<>();
  private final List<Tensor> values = new ArrayList<>();

  KvCache(QwenVl model, int rows, int context) {
    this.config = model.config().text();
    this.placement = model.placement();
    this.rows = rows;
    this.context = context;
    for (int layer = 0; layer < config.layers(); layer++) {
      keys.add(block());
      values.add(block());
    }
  }

  private Tensor block() {
    TensorOptions options =
        new TensorOptions(placement.precision().type())
            .device(new DeviceOptional(new Device(placement.device())));
    Tensor block =
        torch.zeros(
            new long[] {rows * context, (long) config.kvHeads() * config.headWidth()}, options);
    return block.retainReference();
  }

  /// Copies the first tokens of a row to another.
  void copy(int from, int to, int tokens) {
    for (List<Tensor> side : List.of(keys, values)) {
      for (Tensor block : side) {
        block.narrow(0, to * context, tokens).copy_(block.narrow(0, from * context, tokens));
      }
    }
  }

  /// Attention of one row's tokens from position `start` on, after those that the row holds.
  Attention prefill(int row, int start) {
    return (layer, q, k, v) -> {
      long count = q.size(2);
      long first = row * context + start;
      keys.get(layer).narrow(0, first, count).copy_(flat(k));
      values.get(layer).narrow(0, first, count).copy_(flat(v));
      if (start == 0) {
        return CausalAttention.scaledDotProduct(q, k, v, new TensorOptional(), true);
      }
      long seen = start + count;
      Tensor mask =
          torch.ones(new long[] {count, seen}, torch.dtype(torch.ScalarType.Bool)).tril(start);
      return CausalAttention.scaledDotProduct(
          q,
          view(keys.get(layer), row, 1, seen),
          view(values.get(layer), row, 1, seen),
          new TensorOptional(placement.move(mask)),
          false);
    };
  }

  /// Attention of one new token in each of the first rows.
  ///
  /// @param positions for each row, how many tokens it holds: where the new one goes; or [#IDLE]
  Attention decode(int[] positions) {
    int batch = positions.length;
    int[] places = new int[batch];
    int longest = 0;
    int[] last = new int[batch];
    for (int row = 0; row < batch; row++) {
      boolean idle = positions[row] == IDLE;
      last[row] = idle ? 0 : positions[row];
      longest = Math.max(longest, last[row] + 1);
      places[row] = Math.toIntExact(row * context + (idle ? context - 1 : positions[row]));
    }
    long seen = longest;
    Tensor place = placement.move(Tensors.indices(places));
    Tensor last_B = placement.move(Tensors.indices(last)).view(batch, 1, 1, 1);
    Tensor columns =
        placement.move(torch.arange(new Scalar(seen), torch.dtype(torch.ScalarType.Long)));
    TensorOptional mask = new TensorOptional(columns.le(last_B));
    return (layer, q, k, v) -> {
      keys.get(layer).index_copy_(0, place, flat(k));
      values.get(layer).index_copy_(0, place, flat(v));
      // Query heads that share a key head stand where query positions would: no copies of the
      // cache.
      long groupSize = config.heads() / config.kvHeads();
      Tensor grouped = q.reshape(batch, config.kvHeads(), groupSize, config.headWidth());
      return torch
          .scaled_dot_product_attention(
              grouped,
              view(keys.get(layer), 0, batch, seen),
              view(values.get(layer), 0, batch, seen),
              mask,
              0,
              false,
              new DoubleOptional(),
              false)
          .reshape(batch, config.heads(), 1, config.headWidth());
    };
  }

  /// `1 x G x T x K` or `B x G x 1 x K` as rows of the cache.
  private Tensor flat(Tensor x_BGTK) {
    return x_BGTK.transpose(1, 2).reshape(-1, (long) config.kvHeads() * config.headWidth());
  }

  private Tensor view(Tensor block, long firstRow, long count, long seen) {
    return block
        .view(rows, context, config.kvHeads(), config.headWidth())
        .narrow(0, firstRow, count)
        .narrow(1, 0, seen)
        .transpose(1, 2);
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
  }
}
