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
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Keys and values of all rows, one fixed block a layer: `rows x G x context x K`, so that what one
/// head attends to lies together. Confined to the engine's thread.
final class KvCache implements AutoCloseable {
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
    return placement.zeros(rows, config.kvHeads(), context, config.headWidth()).retainReference();
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
  /// @param rows in ascending order
  /// @param held for each, how many tokens it holds: where the new one goes
  Attention decode(int[] rows, int[] held) {
    int batch = rows.length;
    Tensor place = placement.move(Tensors.indices(places(rows, held)));
    List<Run> runs = runs(rows, held);
    return (layer, q, k, v) -> {
      write(layer, place, k, v);
      // Query heads that share a key head stand where query positions would: no copies of the
      // cache.
      long groupSize = config.heads() / config.kvHeads();
      Tensor grouped = q.reshape(batch, config.kvHeads(), groupSize, config.headWidth());
      List<Tensor> mixed = new ArrayList<>();
      for (Run run : runs) {
        mixed.add(attend(layer, grouped.narrow(0, run.at, run.count), run));
      }
      return Tensors.concat(0, mixed).reshape(batch, config.heads(), 1, config.headWidth());
    };
  }

  /// Rows of a batch that lie side by side in the cache.
  ///
  /// @param first the first of them
  /// @param at where it stands in the batch
  /// @param seen tokens of the longest
  /// @param mask hides what is beyond the end of shorter ones
  private record Run(int first, int at, int count, int seen, TensorOptional mask) {}

  private List<Run> runs(int[] rows, int[] held) {
    List<Run> runs = new ArrayList<>();
    for (int at = 0; at < rows.length; ) {
      int end = at + 1;
      while (end < rows.length && rows[end] == rows[end - 1] + 1) {
        end++;
      }
      int[] lengths = IntStream.range(at, end).map(i -> held[i] + 1).toArray();
      int seen = IntStream.of(lengths).max().orElseThrow();
      runs.add(new Run(rows[at], at, end - at, seen, mask(lengths, seen)));
      at = end;
    }
    return runs;
  }

  private TensorOptional mask(int[] lengths, int seen) {
    if (IntStream.of(lengths).allMatch(length -> length == seen)) {
      return new TensorOptional();
    }
    Tensor lengths_B = Tensors.indices(lengths).view(lengths.length, 1, 1, 1);
    Tensor columns = torch.arange(new Scalar(seen), torch.dtype(torch.ScalarType.Long));
    Tensor mask = torch.zeros(new long[] {lengths.length, 1, 1, seen});
    return new TensorOptional(
        placement.place(
            mask.masked_fill_(columns.ge(lengths_B), new Scalar(Double.NEGATIVE_INFINITY))));
  }

  private Tensor attend(int layer, Tensor q_BGHK, Run run) {
    return torch.scaled_dot_product_attention(
        q_BGHK,
        view(keys.get(layer), run.first, run.count, run.seen),
        view(values.get(layer), run.first, run.count, run.seen),
        run.mask,
        0,
        false,
        new DoubleOptional(),
        false);
  }

  /// Where each row's new vectors go among those of a block, head after head.
  private int[] places(int[] rows, int[] held) {
    int heads = config.kvHeads();
    return IntStream.range(0, rows.length * heads)
        .map(lane -> place(rows[lane / heads], lane % heads, held[lane / heads]))
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
