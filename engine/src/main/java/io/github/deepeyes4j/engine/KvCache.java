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
  private final int context;
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

  /// Attention of the new tokens of several prompts, packed into one sequence: each sees itself and
  /// what its own row holds before it.
  Attention prefill(List<Prefill> packed) {
    Tensor place = placement.move(Tensors.indices(places(packed)));
    List<TensorOptional> masks = packed.stream().map(this::mask).toList();
    return (layer, q, k, v) -> {
      write(layer, place, k, v);
      List<Tensor> mixed = new ArrayList<>();
      long at = 0;
      for (int i = 0; i < packed.size(); i++) {
        Prefill each = packed.get(i);
        long seen = each.prompt().length();
        mixed.add(
            CausalAttention.scaledDotProduct(
                q.narrow(2, at, each.length()),
                view(keys.get(layer), each.row(), 1, seen),
                view(values.get(layer), each.row(), 1, seen),
                masks.get(i),
                each.held() == 0));
        at += each.length();
      }
      return Tensors.concat(2, mixed);
    };
  }

  /// What a prompt's new tokens see of the row; nothing need be said when they are all there is.
  private TensorOptional mask(Prefill prefill) {
    if (prefill.held() == 0) {
      return new TensorOptional();
    }
    long[] shape = {prefill.length(), prefill.prompt().length()};
    Tensor all = torch.ones(shape, torch.dtype(torch.ScalarType.Bool));
    return new TensorOptional(placement.move(all.tril(prefill.held())));
  }

  /// Where the vectors of packed prompts go among those of a block, head after head.
  private int[] places(List<Prefill> packed) {
    return IntStream.range(0, config.kvHeads())
        .flatMap(head ->
            packed.stream()
                .flatMapToInt(each ->
                    IntStream.range(each.held(), each.prompt().length())
                        .map(position -> place(each.row(), head, position))))
        .toArray();
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
      write(layer, place, k, v);
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
          int position = held == IDLE ? context - 1 : held;
          return place(first + lane / heads, lane % heads, position);
        })
        .toArray();
  }

  /// Where a token's vector stands among those of a block.
  private int place(int row, int head, int position) {
    return Math.toIntExact(((long) row * config.kvHeads() + head) * context + position);
  }

  private void write(int layer, Tensor place, Tensor k, Tensor v) {
    vectors(keys.get(layer)).index_copy_(0, place, vectors(k));
    vectors(values.get(layer)).index_copy_(0, place, vectors(v));
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
