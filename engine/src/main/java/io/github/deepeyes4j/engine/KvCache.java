package io.github.deepeyes4j.engine;

import io.github.deepeyes4j.model.qwenvl.Attention;
import io.github.deepeyes4j.model.qwenvl.CausalAttention;
import io.github.deepeyes4j.model.qwenvl.QwenVl;
import io.github.deepeyes4j.model.qwenvl.QwenVlConfig;
import io.github.deepeyes4j.model.tensor.Placement;
import io.github.deepeyes4j.model.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// Keys and values of all rows, one fixed block a layer: `rows x G x context x K`, so that what one
/// head attends to lies together. Confined to the engine's thread.
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
        torch.zeros(new long[] {rows, config.kvHeads(), context, config.headWidth()}, options);
    return block.retainReference();
  }

  /// Copies the first tokens of a row to another.
  void copy(int from, int to, int tokens) {
    for (List<Tensor> side : List.of(keys, values)) {
      for (Tensor block : side) {
        block.select(0, to).narrow(1, 0, tokens).copy_(block.select(0, from).narrow(1, 0, tokens));
      }
    }
  }

  /// Attention of one row's tokens from position `start` on, after those that the row holds.
  Attention prefill(int row, int start) {
    return (layer, q, k, v) -> {
      long count = q.size(2);
      keys.get(layer).narrow(0, row, 1).narrow(2, start, count).copy_(k);
      values.get(layer).narrow(0, row, 1).narrow(2, start, count).copy_(v);
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

  /// Attention of one new token in each of some rows.
  ///
  /// @param first the first of them
  /// @param positions for each row, how many tokens it holds: where the new one goes; or [#IDLE]
  Attention decode(int first, int[] positions) {
    int batch = positions.length;
    int heads = config.kvHeads();
    int[] last = IntStream.of(positions).map(held -> Math.max(0, held)).toArray();
    long seen = 1L + IntStream.of(last).max().orElseThrow();
    Tensor place = placement.move(Tensors.indices(places(first, positions)));
    Tensor last_B = placement.move(Tensors.indices(last)).view(batch, 1, 1, 1);
    Tensor columns =
        placement.move(torch.arange(new Scalar(seen), torch.dtype(torch.ScalarType.Long)));
    TensorOptional mask = new TensorOptional(columns.le(last_B));
    return (layer, q, k, v) -> {
      vectors(keys.get(layer)).index_copy_(0, place, vectors(k));
      vectors(values.get(layer)).index_copy_(0, place, vectors(v));
      // Query heads that share a key head stand where query positions would: no copies of the
      // cache.
      long groupSize = config.heads() / heads;
      Tensor grouped = q.reshape(batch, heads, groupSize, config.headWidth());
      return torch
          .scaled_dot_product_attention(
              grouped,
              view(keys.get(layer), first, batch, seen),
              view(values.get(layer), first, batch, seen),
              mask,
              0,
              false,
              new DoubleOptional(),
              false)
          .reshape(batch, config.heads(), 1, config.headWidth());
    };
  }

  /// Where each row's new vectors go among those of a block, head after head.
  private int[] places(int first, int[] positions) {
    int heads = config.kvHeads();
    return IntStream.range(0, positions.length * heads)
        .map(lane -> {
          int held = positions[lane / heads];
          long start = ((long) first * heads + lane) * context;
          return Math.toIntExact(start + (held == IDLE ? context - 1 : held));
        })
        .toArray();
  }

  /// `… x K` as a list of vectors.
  private Tensor vectors(Tensor x) {
    return x.reshape(-1, config.headWidth());
  }

  private Tensor view(Tensor block, long firstRow, long count, long seen) {
    return block.narrow(0, firstRow, count).narrow(2, 0, seen);
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
  }
}
